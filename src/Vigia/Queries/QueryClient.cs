using System.Net.Http.Headers;
using System.Text.Json;
using Vigia.Output;

namespace Vigia.Queries;

/// <summary>Asks a Prometheus-compatible server.</summary>
internal sealed class QueryClient : IDisposable
{
    /// <summary>The environment variable that holds a token where the command line names none.</summary>
    public const string TokenVariable = "VIGIA_TOKEN";

    private const int MaxQueryLength = 2000;

    private readonly HttpClient _client;

    public QueryClient(Uri server, string? token)
    {
        _client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };
        token ??= Environment.GetEnvironmentVariable(TokenVariable);
        if (!string.IsNullOrEmpty(token))
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The answer's <c>data</c> and warnings.</summary>
    /// <exception cref="CommandException">The server refuses, fails or is not there.</exception>
    public async Task<(JsonElement Data, IReadOnlyList<string> Notes)> AskAsync(
        string path, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(parameters);
        string query = await content.ReadAsStringAsync(cancellationToken);
        try
        {
            // A long one goes into the body: servers and proxies bound the address.
            using HttpResponseMessage response = query.Length <= MaxQueryLength
                ? await _client.GetAsync(new Uri(query.Length == 0 ? path : $"{path}?{query}", UriKind.Relative), cancellationToken)
                : await _client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            JsonElement answer = Parse(body, response);
            if (answer.TryGetProperty("status", out JsonElement status) && status.GetString() == "success")
            {
                return (answer.GetProperty("data"), [.. Notes(answer, "warnings"), .. Notes(answer, "infos")]);
            }

            string error = answer.TryGetProperty("error", out JsonElement text) ? text.GetString()! : response.ReasonPhrase ?? "";
            throw new CommandException(
                $"{(int)response.StatusCode}: {error}",
                (int)response.StatusCode is 401 or 403 ? $"Name a token with --token or in the environment ({TokenVariable}); 'vigia token create NAME' makes one." : null);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"{_client.BaseAddress} does not answer: {exception.Message}", "Is it running? --server names another.", innerException: exception);
        }
    }

    public void Dispose() => _client.Dispose();

    private static JsonElement Parse(byte[] body, HttpResponseMessage response)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new CommandException($"{(int)response.StatusCode}: the answer is no JSON: is {response.RequestMessage?.RequestUri} a Prometheus API?", innerException: exception);
        }
    }

    private static IEnumerable<string> Notes(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement notes) ? notes.EnumerateArray().Select(note => $"{name.TrimEnd('s')}: {note.GetString()}") : [];
}
