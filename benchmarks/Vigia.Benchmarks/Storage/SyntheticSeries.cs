using Vigia.Model.Labels;

namespace Vigia.Benchmarks.Storage;

/// <summary>Series with eight labels, each kind in turn (or all of one kind), and their next values. The seed is fixed.</summary>
internal sealed class SyntheticSeries(int count, SeriesKind? only)
{
    private const int Kinds = 5;
    private readonly Random _random = new(42);
    private readonly double[] _values = Start(count);

    public SeriesKind KindOf(int series) => only ?? (SeriesKind)(series % Kinds);

    /// <summary>200 series an instance; names and jobs repeat as those of scraped targets do.</summary>
    public LabelSet Labels(int series) => LabelSet.Of(
        ("__name__", $"service_{KindOf(series)}_{series % 200}".ToLowerInvariant()),
        ("instance", $"10.0.{series / 200 / 250}.{series / 200 % 250}:9100"),
        ("job", $"job-{series / 200 % 10}"),
        ("cluster", "production"),
        ("region", $"region-{series / 200 % 4}"),
        ("method", (series % 4) switch { 0 => "GET", 1 => "POST", 2 => "PUT", _ => "DELETE" }),
        ("status", $"{200 + (series % 7)}"),
        ("handler", $"/api/v1/handler/{series % 50}"));

    public double Next(int series)
    {
        ref double value = ref _values[series];
        value = KindOf(series) switch
        {
            SeriesKind.Counter => value + _random.Next(100),
            SeriesKind.Gauge1 => Math.Round(value + (_random.Next(-20, 21) / 10.0), 1),
            SeriesKind.Gauge2 => Math.Round(value + (_random.Next(-100, 101) / 100.0), 2),
            SeriesKind.Constant => value,
            _ => Math.Round(-Math.Log(1 - _random.NextDouble()) * 0.05, 4),
        };
        return value;
    }

    private static double[] Start(int count)
    {
        var values = new double[count];
        Array.Fill(values, 100);
        return values;
    }
}
