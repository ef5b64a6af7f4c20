using System.Globalization;
using Vigia.Model.Queries;

namespace Vigia.PromQL.Engine.Evaluation;

/// <summary>Counts what a query takes and stops it at its limits. Thread-safe.</summary>
internal sealed class QueryBudget(PromqlEngineOptions options)
{
    private long _held;
    private long _peak;
    private long _read;
    private long _queryable;
    private long _series;

    public QueryCost Cost => new()
    {
        Series = Interlocked.Read(ref _series),
        SamplesRead = Interlocked.Read(ref _read),
        QueryableSamples = Interlocked.Read(ref _queryable),
        PeakSamples = Interlocked.Read(ref _peak),
    };

    public int SeriesLeft => (int)Math.Max(0, options.MaxSeries - Interlocked.Read(ref _series));

    public void AddSeries(int count)
    {
        if (Interlocked.Add(ref _series, count) > options.MaxSeries)
        {
            throw new QueryException(
                QueryErrorKind.Execution,
                string.Create(CultureInfo.InvariantCulture, $"query selects more than the allowed {options.MaxSeries} series; narrow its selectors or raise the limit"));
        }
    }

    public void AddRead(int samples, long queryable)
    {
        Interlocked.Add(ref _read, samples);
        Interlocked.Add(ref _queryable, queryable);
    }

    /// <summary>Takes room for samples, which <see cref="Release"/> gives back.</summary>
    public void Hold(long samples)
    {
        long held = Interlocked.Add(ref _held, samples);
        if (held > options.MaxSamples)
        {
            throw new QueryException(QueryErrorKind.Execution, "query processing would load too many samples into memory in query execution");
        }

        // A value, its bit and its share of the column.
        if (held > options.MaxMemory / 16)
        {
            throw new QueryException(
                QueryErrorKind.Execution,
                string.Create(CultureInfo.InvariantCulture, $"query needs more than the allowed {options.MaxMemory} bytes of memory; narrow its selectors, shorten its range or raise its step"));
        }

        long peak = Interlocked.Read(ref _peak);
        while (held > peak)
        {
            long seen = Interlocked.CompareExchange(ref _peak, held, peak);
            if (seen == peak)
            {
                return;
            }

            peak = seen;
        }
    }

    public void Release(long samples) => Interlocked.Add(ref _held, -samples);
}
