using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Console.Dashboards;
using Vigia.Console.Dashboards.Library;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Database;
using Vigia.Server.Hosting;
using Vigia.Storage.Metrics;
using Vigia.Testing;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>The dashboards' API on a real Kestrel, over a real store with a clock of its own.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _folder;
    private readonly WebApplication _app;
    private readonly PromqlEngine _engine;

    private DashboardServer(TemporaryDirectory folder, WebApplication app, PromqlEngine engine, MetricStore store, FakeTimeProvider time, CountingQueries queries)
    {
        (_folder, _app, _engine, Store, Time, Queries) = (folder, app, engine, store, time, queries);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public MetricStore Store { get; }

    public FakeTimeProvider Time { get; }

    public CountingQueries Queries { get; }

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public IServiceProvider Services => _app.Services;

    public DashboardLibrary Library => Services.GetRequiredService<DashboardLibrary>();

    /// <summary>Where provisioned dashboards lie.</summary>
    public string Provisioned => _folder["provisioned/dashboards"];

    public string Data => _folder["data"];

    public static async Task<DashboardServer> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var folder = new TemporaryDirectory();
        var time = new FakeTimeProvider(Start);
        MetricStore store = await MetricStore.OpenAsync(new MetricStoreOptions { Folder = folder["metrics"], MaintenanceInterval = Timeout.InfiniteTimeSpan }, time, NullLogger.Instance, default);
        var engine = new PromqlEngine(store, time: time);
        var queries = new CountingQueries(engine);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(new MetricRegistry()).AddSingleton<IMetricCatalog>(store).AddSingleton<IMetricQueries>(queries);
        builder.Services.AddSingleton(MonitorPaths.Within(folder["data"]));
        builder.Services.AddSingleton(static provider => AccessDatabase.OpenIn(provider.GetRequiredService<MonitorPaths>().Root)).AddSingleton<IAuditTrail, AuditTrail>();
        builder.Services.AddDashboards(folder["provisioned"]);
        WebApplication app = builder.Build();
        app.MapDashboards();
        await app.StartAsync();
        return new DashboardServer(folder, app, engine, store, time, queries);
    }

    /// <summary>Adds a series with a sample each 15 seconds over the hour before now.</summary>
    public void Add(LabelSet labels, Func<int, double> value, int minutes = 60)
    {
        var batch = new SampleBatch();
        SeriesRef series = Store.Resolve(labels);
        long from = Now - (minutes * 60_000L);
        for (int i = 0; i <= minutes * 4; i++)
        {
            batch.Add(series, from + (i * 15_000L), value(i));
        }

        Store.Append(batch);
    }

    public async Task<JsonNode> ImportAsync(string json)
    {
        using HttpResponseMessage answer = await PostAsync("ui/api/dashboards", json);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    /// <summary>Asks for a panel of a definition.</summary>
    public Task<JsonNode> PanelAsync(string definition, string more = "") =>
        AnswerAsync("ui/api/panels/query", $$"""{"definition": {{definition}}, "from": "now-1h", "to": "now", "maxPoints": 240{{more}}}""");

    public async Task<JsonNode> AnswerAsync(string path, string body)
    {
        using HttpResponseMessage answer = await PostAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{(int)answer.StatusCode}: {text}");
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) =>
        Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _engine.Dispose();
        await Store.DisposeAsync();
        _folder.Dispose();
    }
}
