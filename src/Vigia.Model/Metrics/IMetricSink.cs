using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>Where samples go. Safe from any thread; a batch belongs to its caller.</summary>
public interface IMetricSink
{
    /// <summary>The series with these labels, made where it is new; <see cref="SeriesRef.None"/> where a cap on series forbids a new one (counted and logged by the sink).</summary>
    SeriesRef Resolve(LabelSet labels);

    /// <summary>The labels of a series; null where the reference is not, or no longer, one.</summary>
    LabelSet? Labels(SeriesRef series);

    /// <summary>
    /// Takes a batch: readable at once, durable later. Each sample's status is written into the batch; samples that are refused do not keep out the others.
    /// </summary>
    /// <returns>How many samples were not taken (neither <see cref="AppendStatus.Appended"/> nor <see cref="AppendStatus.Repeated"/>).</returns>
    int Append(SampleBatch batch);

    /// <summary>Completes when all that was appended before is durable: it survives kill -9 and a power cut. Callers share one write.</summary>
    /// <exception cref="IOException">It could not be made durable.</exception>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Remembers what a metric family says of itself.</summary>
    void SetMetadata(string family, MetricMetadata metadata);
}
