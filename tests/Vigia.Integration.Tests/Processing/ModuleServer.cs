using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Keys;

namespace Vigia.Integration.Tests.Processing;

/// <summary>The whole module, as <c>vigia run</c> starts it, on a free port over a folder that outlives it.</summary>
internal sealed class ModuleServer : IAsyncDisposable
{
    private ModuleServer(WebApplication app, string secret)
    {
        App = app;

        // The module's own instrumentation, in the same process, would write another context over the test's.
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
    }

    public WebApplication App { get; }

    public HttpClient Client { get; }

    public static async Task<ModuleServer> StartAsync(string folder, string settings = "{}")
    {
        string data = Path.Combine(folder, "data");
        string secret;
        using (ApiKeys keys = ApiKeys.Open(data))
        {
            secret = keys.Create(new ApiKeyRequest { Name = $"test-{Guid.NewGuid():N}", Scopes = [.. ApiKeys.AllScopes] }).Secret;
        }

        WebApplication app = ModuleHost.Build(folder, [
            .. Settings.Json(settings),
            new("Data:Path", data),
            new("Listeners:http:Port", "0"),
            new("Listeners:mqtt:Enabled", "false"),
            new("Instrumentation:Logging:Path", Path.Combine(folder, "logs", "integracao.log")),
            new("Instrumentation:Logging:Stdout", "Off"),
        ]);
        await app.StartAsync();
        return new ModuleServer(app, secret);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Hands a message in and makes sure that it was acknowledged.</summary>
    public async Task EnqueueAsync(string envelope, string? traceParent = null)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/api/v1/messages", envelope, traceParent);
        if ((int)response.StatusCode != 202)
        {
            throw new HttpRequestException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path);
        string body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)response.StatusCode}: {body}");
        }

        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    /// <summary>Asks until the message fits: across HTTP there is no signal to wait for.</summary>
    public async Task<JsonElement> WaitForAsync(string id, Func<JsonElement, bool> fits)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            JsonElement detail = await GetAsync($"/api/v1/messages/{id}");
            if (fits(detail))
            {
                return detail;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"It never came to fit: {detail}");
            }

            await Task.Delay(10);
        }
    }

    public Task<JsonElement> WaitForAsync(string id, string status) =>
        WaitForAsync(id, detail => detail.GetProperty("summary").GetProperty("status").GetString() == status);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
