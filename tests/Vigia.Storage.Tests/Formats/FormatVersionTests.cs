using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Administration;
using Vigia.Storage.Tests.Metrics;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Formats;

/// <summary>Stores that every released version of the formats has written are read as they were.</summary>
public sealed class FormatVersionTests
{
    private const long Start = 1_760_004_000_000;
    private static readonly LabelSet Histogram = LabelSet.Of(("__name__", "latency"), ("job", "api"));

    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Folder()).Select(static folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task OpenAsync_ReleasedVersion_HoldsWhatWasWritten(string version)
    {
        using var folder = new TemporaryDirectory();
        foreach (string file in Directory.GetFiles(Folder(version), "*", SearchOption.AllDirectories))
        {
            string target = folder[Path.GetRelativePath(Folder(version), file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Assert.NotEmpty(Directory.GetFiles(folder["blocks"], "*.block"));
        Assert.NotEmpty(Directory.GetFiles(folder["blocks"], "*.deleted"));
        Assert.NotEmpty(Directory.GetFiles(folder["journal"], "*.checkpoint"));
        Assert.NotEmpty(Directory.GetFiles(folder["journal"], "*.journal"));
        Assert.Empty(MetricStoreCheck.Run(folder.Path, default));
        await using MetricStore store = await OpenAsync(folder.Path, new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start)));
        AssertContent(store);
    }

    /// <summary>Writes the files of the current version. Run it by hand when a version is new, never to make a test pass.</summary>
    [Fact(Explicit = true)]
    public async Task Write_CurrentVersion()
    {
        string folder = Repository.File("tests", "Vigia.Storage.Tests", "Formats", "v1");
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        await using MetricStore store = await OpenAsync(folder, time);
        store.SetMetadata("latency", new MetricMetadata(MetricType.Histogram, "Latency.", "seconds"));
        for (int i = 0; i < 400; i++)
        {
            Append(store, i);
            time.Advance(TimeSpan.FromSeconds(30));
            if (i == 390)
            {
                await store.MaintainAsync(default);
                await store.DeleteSeriesAsync([[new LabelMatcher(MatchKind.Equal, "n", "4")]], Start + 60_000, Start + 120_000, default);
            }
        }
    }

    private static void AssertContent(MetricStore store)
    {
        for (int series = 0; series < 5; series++)
        {
            (long, long)[] expected = [.. Enumerable.Range(0, 400)
                .Where(i => series != 4 || i is < 2 or > 4)
                .Select(i => (Start + (i * 30_000L), BitConverter.DoubleToInt64Bits(Value(series, i))))];
            Assert.Equal(expected, Samples.Read(store, Labels(series)).Select(static sample => (sample.Time, BitConverter.DoubleToInt64Bits(sample.Value))));
        }

        using SeriesSelection selection = store.Select(
            new SeriesQuery { Matchers = [new LabelMatcher(MatchKind.Equal, "__name__", "latency")], MinTime = 0, MaxTime = long.MaxValue }, default);
        using var columns = new SampleColumns();
        selection.Read(0, 0, long.MaxValue, columns);
        Assert.Equal(Enumerable.Range(0, 400).Select(NativeHistogram? (i) => i % 2 == 0 ? Histograms.Integer(i) : Histograms.Custom(i)), columns.Histograms.ToArray());
        Assert.Equal(new MetricMetadata(MetricType.Histogram, "Latency.", "seconds"), Assert.Single(store.Metadata("latency", 0, 0)["latency"]));
        SeriesExemplars exemplars = Assert.Single(store.Exemplars([], 0, long.MaxValue, default));
        Assert.Equal(Labels(0), exemplars.Series);
        Assert.Equal(4, exemplars.Exemplars.Count);
    }

    private static void Append(MetricStore store, int i)
    {
        var batch = new SampleBatch();
        long time = Start + (i * 30_000L);
        for (int series = 0; series < 5; series++)
        {
            batch.Add(store.Resolve(Labels(series)), time, Value(series, i));
        }

        batch.Histograms.Add(new HistogramSample(store.Resolve(Histogram), time, i % 2 == 0 ? Histograms.Integer(i) : Histograms.Custom(i)));
        if (i % 100 == 0)
        {
            batch.Exemplars.Add((batch.Series[0], new Exemplar(LabelSet.Of(("trace_id", $"{i}")), i, time)));
        }

        Assert.Equal(0, store.Append(batch));
    }

    private static LabelSet Labels(int series) => LabelSet.Of(("__name__", $"m{series % 2}"), ("n", $"{series}"), ("região", "São Paulo 😀"));

    private static double Value(int series, int i) => series switch
    {
        0 => i * 7,
        1 => i % 50 == 49 ? StaleMarker.Value : i / 10.0,
        2 => 42,
        3 => Math.Sin(i),
        _ => i % 97 == 0 ? double.NaN : i * 0.25,
    };

    private static string Folder(string version = "") => Repository.File("tests", "Vigia.Storage.Tests", "Formats", version);

    private static Task<MetricStore> OpenAsync(string folder, TimeProvider time) => MetricStore.OpenAsync(
        new MetricStoreOptions { Folder = folder, MaintenanceInterval = Timeout.InfiniteTimeSpan, Retention = TimeSpan.Zero }, time, NullLogger.Instance, default);
}
