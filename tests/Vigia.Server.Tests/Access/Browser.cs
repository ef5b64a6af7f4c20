using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Vigia.Server.Tests.Access;

/// <summary>A browser as the monitor sees it: it keeps the session's cookie, says where a request comes from, and follows no redirection.</summary>
internal sealed class Browser : IDisposable
{
    /// <summary>A password that the rules take.</summary>
    public const string Password = "um cavalo entra no bar";

    private readonly HttpClient _client;

    public Browser(Uri address, HttpMessageHandler? handler = null) =>
        _client = new HttpClient(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>The value of the session's cookie.</summary>
    public string? Session { get; set; }

    public bool HasSession => !string.IsNullOrEmpty(Session);

    /// <summary>What it says of the page that a request comes from; null: nothing.</summary>
    public string? Site { get; set; } = "same-origin";

    public string? Origin { get; set; }

    /// <summary>The last Set-Cookie as it came.</summary>
    public string? SetCookie { get; private set; }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string accept = "*/*", string? upgrade = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (Session is not null)
        {
            request.Headers.TryAddWithoutValidation("Cookie", "vigia_session=" + Session);
        }

        if (Site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", Site);
        }

        if (Origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", Origin);
        }

        if (upgrade is not null)
        {
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", upgrade);
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        }

        HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        if (response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            SetCookie = cookies.Single();
            Session = SetCookie.Split(';')[0]["vigia_session=".Length..];
        }

        return response;
    }

    public Task<HttpResponseMessage> GetAsync(string path, string accept = "*/*") => SendAsync(HttpMethod.Get, path, accept: accept);

    /// <summary>Asks for a page, as one does who types an address.</summary>
    public Task<HttpResponseMessage> GetPageAsync(string path) => GetAsync(path, "text/html,application/xhtml+xml");

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using HttpResponseMessage response = await GetAsync(path);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    public Task<HttpResponseMessage> SendJsonAsync(HttpMethod method, string path, object body) => SendAsync(method, path, JsonContent.Create(body));

    public Task<HttpResponseMessage> LoginAsync(string name, string password, string? returnUrl = null) =>
        PostFormAsync("/ui/login", ("user", name), ("password", password), ("returnUrl", returnUrl ?? ""));

    public void Dispose() => _client.Dispose();
}
