using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Server.Notifications;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Templates;
using Xunit;

namespace Vigia.Server.Tests.Notifications.Plots;

public sealed class AlertPlotsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(7200));
    private readonly MetricRegistry _registry = new();
    private readonly PromqlEngine _engine;

    public AlertPlotsTests()
    {
        var source = new MemoryMetricSource();
        for (int second = 0; second <= 7200; second += 15)
        {
            source.Add(LabelSet.Of(("__name__", "queue_size"), ("instance", "a")), second * 1000L, second < 5000 ? 300 + (second % 600) : 1400);
            source.Add(LabelSet.Of(("__name__", "queue_size"), ("instance", "b")), second * 1000L, 120);
        }

        _engine = new PromqlEngine(source, time: _time);
    }

    [Fact]
    public async Task Draw_AComparison_IsAPictureThatSaysItsValueAndLimit()
    {
        AlertPlot? plot = await Plots(_engine).DrawAsync(Data("queue_size > 1000", "a"), default);
        Assert.NotNull(plot);
        Assert.Equal("queue_size: 1400 (1000)", plot.Description);
        AssertIsPng(plot.Png);
        Assert.Equal(1, Counted("drawn"));
        Directory.CreateDirectory(Vigia.Testing.Repository.File("artifacts", "screenshots"));
        await File.WriteAllBytesAsync(Vigia.Testing.Repository.File("artifacts", "screenshots", "mail-plot.png"), plot.Png);
    }

    [Fact]
    public async Task Draw_OfOneInstance_DrawsItsSeriesAlone()
    {
        byte[] one = (await Plots(_engine).DrawAsync(Data("queue_size > 1000", "a"), default))!.Png;
        byte[] both = (await Plots(_engine).DrawAsync(Data("queue_size > 1000", "a", "b"), default))!.Png;
        Assert.NotEqual(one, both);
        Assert.Equal(one, (await Plots(_engine).DrawAsync(Data("queue_size{instance=\"a\"} > 1000", "a"), default))!.Png);
    }

    [Theory]
    [InlineData("nothing_of_this_name > 1", "empty")]
    [InlineData("queue_size + on () group_left () queue_size > 1", "failed")]
    public async Task Draw_WithoutData_IsNone(string expression, string result)
    {
        Assert.Null(await Plots(_engine).DrawAsync(Data(expression, "a"), default));
        Assert.Equal(1, Counted(result));
    }

    [Theory]
    [InlineData("")]
    [InlineData("queue_size >")]
    public async Task Draw_WithoutAnExpression_IsNone(string expression) => Assert.Null(await Plots(_engine).DrawAsync(Data(expression, "a"), default));

    [Fact]
    public async Task Draw_QueryThatHangs_IsGivenUpAndTheNoticeGoesOn()
    {
        Task<AlertPlot?> drawing = Plots(new HangingQueries()).DrawAsync(Data("queue_size > 1", "a"), default);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await drawing);
        Assert.Equal(1, Counted("failed"));
    }

    public void Dispose() => _engine.Dispose();

    private static void AssertIsPng(byte[] png)
    {
        // RFC 2083: signature, then chunks of length, type, data and CRC-32, from IHDR to IEND.
        Assert.Equal([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal((AlertPlot.Width * 2, AlertPlot.Height * 2), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        int at = 8;
        string last = "";
        while (at < png.Length)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            last = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            Assert.Equal(Crc32.HashToUInt32(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            at += 12 + length;
        }

        Assert.Equal("IEND", last);
        Assert.InRange(png.Length, 2000, 200_000);
    }

    private AlertPlots Plots(IMetricQueries queries) => new(queries, new NotificationMetrics(_registry), _time);

    private double Counted(string result) => new NotificationMetrics(_registry).Plots.WithLabels(result).Value;

    private NotificationData Data(string expression, params string[] instances)
    {
        DateTimeOffset now = _time.GetUtcNow();
        StoredAlert[] alerts = [.. instances.Select(static instance => LabelSet.Of(("alertname", "QueueSize"), ("instance", instance))).Select(labels => new StoredAlert
        {
            Labels = labels,
            Fingerprint = AlertFingerprint.Of(labels),
            Annotations = LabelSet.Empty,
            StartsAt = now.AddMinutes(-30),
            EndsAt = now.AddHours(1),
            UpdatedAt = now,
            GeneratorUrl = expression.Length == 0 ? "" : "http://p/graph?g0.expr=" + Uri.EscapeDataString(expression),
        })];
        return new NotificationData("equipe", LabelSet.Empty, alerts, now, "http://p");
    }

    /// <summary>Answers nothing until it is given up.</summary>
    private sealed class HangingQueries : IMetricQueries
    {
        public Task<QueryAnswer> EvaluateAsync(string query, long timestamp, QueryOptions options, CancellationToken cancellationToken) => HangAsync(cancellationToken);

        public Task<QueryAnswer> EvaluateRangeAsync(string query, long start, long end, long step, QueryOptions options, CancellationToken cancellationToken) => HangAsync(cancellationToken);

        private static async Task<QueryAnswer> HangAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }
}
