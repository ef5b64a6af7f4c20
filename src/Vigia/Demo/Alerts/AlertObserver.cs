using System.Net.Http.Headers;
using System.Text.Json;
using Vigia.Demo.Clients;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Hosting;

namespace Vigia.Demo.Alerts;

/// <summary>Looks at the monitor from outside, with a token of its own that ends with the demo, and writes down which alerts are pending and firing.</summary>
internal sealed class AlertObserver : IDisposable
{
    private const string TokenName = "demo";

    private static readonly Uri Alerts = new("api/v1/alerts", UriKind.Relative);

    private readonly AlertDiary _diary;
    private readonly ApiTokens _tokens;
    private readonly string _token;
    private readonly HttpClient _client;

    private AlertObserver(Uri monitor, AlertDiary diary, ApiTokens tokens)
    {
        (_diary, _tokens) = (diary, tokens);
        RevokeAll();
        CreatedToken created = tokens.Create(TokenName, [AccessScopes.ReadMetrics], actor: Actor.Terminal);
        _token = created.Token.Id;
        _client = new HttpClient(HttpDemoClient.CreateHandler()) { BaseAddress = monitor, Timeout = TimeSpan.FromSeconds(15) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", created.Secret);
    }

    public static AlertObserver Open(Uri monitor, string dataDirectory, AlertDiary diary) =>
        new(monitor, diary, ApiTokens.Open(MonitorPaths.Within(dataDirectory).Root));

    /// <summary>Looks once; where the monitor does not answer the diary stays as it is.</summary>
    public async Task ObserveAsync(CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(await _client.GetStringAsync(Alerts, cancellationToken));
            var states = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonElement alert in answer.RootElement.GetProperty("data").GetProperty("alerts").EnumerateArray())
            {
                string name = alert.GetProperty("labels").GetProperty("alertname").GetString()!;
                string state = alert.GetProperty("state").GetString()!;
                states[name] = states.GetValueOrDefault(name) == AlertDiary.Firing ? AlertDiary.Firing : state;
            }

            _diary.Observe(states);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The next look comes soon.
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _tokens.Revoke(_token, Actor.Terminal);
        _tokens.Dispose();
    }

    // A demo that was killed left its token behind.
    private void RevokeAll()
    {
        foreach (ApiToken token in _tokens.List().Where(static token => token.RevokedAt is null && token.Name == TokenName))
        {
            _tokens.Revoke(token.Id, Actor.Terminal);
        }
    }
}
