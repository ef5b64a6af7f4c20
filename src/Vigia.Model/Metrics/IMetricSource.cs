namespace Vigia.Model.Metrics;

/// <summary>Where the PromQL engine reads samples. Safe from any thread.</summary>
public interface IMetricSource
{
    /// <summary>Selects series; reads no sample yet.</summary>
    /// <exception cref="QueryLimitException">More series than allowed match.</exception>
    SeriesSelection Select(SeriesQuery query, CancellationToken cancellationToken);
}
