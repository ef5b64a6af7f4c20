using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Vigia.Demo.Clients;

namespace Vigia.Demo;

/// <summary>Looks at the module from outside, over HTTP: its metrics, and the messages that it keeps.</summary>
internal sealed class ModuleObserver : IDisposable
{
    private const int PageSize = 1000;

    private readonly HttpClient _client;

    public ModuleObserver(Uri module, string key)
    {
        _client = new HttpClient(HttpDemoClient.CreateHandler()) { BaseAddress = module, Timeout = TimeSpan.FromSeconds(15) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <returns>The figures, or null where the module did not answer in time.</returns>
    public async Task<ModuleReading?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return ModuleReading.Parse(await _client.GetStringAsync("/metrics", cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The ids of all messages received in a span of time.</summary>
    public async Task<HashSet<string>> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            string page = string.Create(
                CultureInfo.InvariantCulture,
                $"/api/v1/messages?limit={PageSize}&from={Uri.EscapeDataString(from.ToString("O", CultureInfo.InvariantCulture))}&to={Uri.EscapeDataString(to.ToString("O", CultureInfo.InvariantCulture))}");
            string body = await _client.GetStringAsync(cursor is null ? page : page + "&cursor=" + Uri.EscapeDataString(cursor), cancellationToken);
            using JsonDocument document = JsonDocument.Parse(body);
            foreach (JsonElement item in document.RootElement.GetProperty("items").EnumerateArray())
            {
                ids.Add(item.GetProperty("id").GetString()!);
            }

            cursor = document.RootElement.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return ids;
    }

    /// <summary>Whether the module knows a message.</summary>
    public async Task<bool> ExistsAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await _client.GetAsync("/api/v1/messages/" + Uri.EscapeDataString(id), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? false : response.EnsureSuccessStatusCode().IsSuccessStatusCode;
    }

    public void Dispose() => _client.Dispose();
}
