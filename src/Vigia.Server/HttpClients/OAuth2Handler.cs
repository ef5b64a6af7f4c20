using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Vigia.Server.Configuration.Model;

namespace Vigia.Server.HttpClients;

/// <summary>Fetches a token by client credentials (RFC 6749, 4.4), keeps it while it is good, and puts it on each request.</summary>
internal sealed class OAuth2Handler(OAuth2Configuration configuration, HttpClient tokens, TimeProvider time) : DelegatingHandler
{
    private const int MaxTokenBytes = 64 * 1024;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _token = "";
    private DateTimeOffset _expiry;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tokens.Dispose();
            _turn.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() >= _expiry)
            {
                await FetchAsync(cancellationToken);
            }

            return _token;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var form = new List<KeyValuePair<string, string>>(configuration.EndpointParameters) { new("grant_type", "client_credentials") };
        if (configuration.Scopes.Count > 0)
        {
            form.Add(new("scope", string.Join(' ', configuration.Scopes)));
        }

        string pair = $"{Uri.EscapeDataString(configuration.ClientId)}:{Uri.EscapeDataString(await configuration.ClientSecret.ReadAsync(cancellationToken))}";
        using var request = new HttpRequestMessage(HttpMethod.Post, configuration.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        using HttpResponseMessage answer = await tokens.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"the token server answered {(int)answer.StatusCode}");
        }

        await answer.Content.LoadIntoBufferAsync(MaxTokenBytes, cancellationToken);
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        if (!json.RootElement.TryGetProperty("access_token", out JsonElement token))
        {
            throw new HttpRequestException("the token server's answer has no access_token");
        }

        _token = token.GetString() ?? "";
        double seconds = json.RootElement.TryGetProperty("expires_in", out JsonElement expires) && expires.TryGetDouble(out double given) ? given : 3600;
        _expiry = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400 * 365)) - Margin;
    }
}
