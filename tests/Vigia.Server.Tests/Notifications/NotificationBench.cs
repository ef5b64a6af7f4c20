using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Alerts;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Running;
using Vigia.Server.Notifications.Store;
using Vigia.Testing;
using Vigia.Testing.Notifications;

namespace Vigia.Server.Tests.Notifications;

/// <summary>Notices under a clock that the test turns, with a real webhook receiver and a store of its own.</summary>
internal sealed class NotificationBench : IAsyncDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly IMetricQueries? _queries;

    private NotificationBench(HttpReceiver receiver, IMetricQueries? queries) => (Receiver, _queries) = (receiver, queries);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero));

    public HttpReceiver Receiver { get; }

    public NotificationCenter Center { get; private set; } = null!;

    public AlertService Service => new(Center);

    public MetricRegistry Metrics { get; private set; } = null!;

    /// <summary>A bench; <c>URL</c> in the configuration stands for the receiver's address.</summary>
    public static async Task<NotificationBench> StartAsync(string config, string notify = "", IMetricQueries? queries = null)
    {
        var bench = new NotificationBench(await HttpReceiver.StartAsync(), queries);
        await bench.ConfigureAsync(config, notify);
        await bench.OpenAsync();
        return bench;
    }

    public async Task ConfigureAsync(string config, string notify = "")
    {
        await File.WriteAllTextAsync(_folder["alertmanager.yml"], config.Replace("URL", Receiver.Address.ToString(), StringComparison.Ordinal));
        await File.WriteAllTextAsync(_folder["notify.yml"], notify);
    }

    /// <summary>Ends everything and starts anew from what is on disk.</summary>
    public async Task RestartAsync()
    {
        await Center.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>States of alerts, each of its <c>a</c>; they end in an hour where no end is given.</summary>
    public async Task SendAsync(TimeSpan? ends, params string[] names)
    {
        DateTimeOffset now = Time.GetUtcNow();
        await Center.ReceiveAsync(
            [.. names.Select(name => Alert(name, now, now + (ends ?? TimeSpan.FromHours(48))))], CancellationToken.None);
    }

    public static Alert Alert(string name, DateTimeOffset starts, DateTimeOffset ends) => new()
    {
        Labels = LabelSet.Of(("alertname", name.Split('/')[0]), ("instance", name.Contains('/') ? name.Split('/')[1] : ""), ("job", "j")),
        Annotations = new Dictionary<string, string> { ["summary"] = "of " + name },
        StartsAt = starts,
        EndsAt = ends,
        GeneratorUrl = "http://p/graph?g0.expr=queue_size+%3E+1000&g0.tab=1",
    };

    /// <summary>Turns the clock and tells of what is due at each second; gives the notices as <c>status:alerts</c>.</summary>
    public async Task<IReadOnlyList<string>> AdvanceAsync(int seconds)
    {
        int before = Receiver.All.Count;
        await Center.PumpAsync();
        for (int i = 0; i < seconds; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Center.PumpAsync();
        }

        return [.. Receiver.All.Skip(before).Select(Describe)];
    }

    public static string Describe(ReceivedRequest request) =>
        string.Join(' ', request.Json.GetProperty("alerts").EnumerateArray().Select(static alert =>
            $"{(alert.GetProperty("status").GetString() == "firing" ? "+" : "-")}{alert.GetProperty("labels").GetProperty("alertname").GetString()}"
            + (alert.GetProperty("labels").TryGetProperty("instance", out var instance) ? "/" + instance.GetString() : "")));

    public async ValueTask DisposeAsync()
    {
        await Center.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        Metrics = new MetricRegistry();
        var metrics = new NotificationMetrics(Metrics);
        NotificationParts parts = NotificationParts.Open(_folder[NotificationStore.FileName], new CurrentValues(_queries, Time), new AlertPlots(_queries, metrics, Time), metrics, Time);
        Center = await NotificationCenter.OpenAsync(_folder[NotificationCenter.ConfigFileName], parts, CancellationToken.None);
    }
}
