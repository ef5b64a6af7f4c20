namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>What is to run before a scrape reads values.</summary>
internal sealed class CollectorList(Counter errors)
{
    private readonly Lock _gate = new();
    private Action[] _collectors = [];
    private long _cycle;

    public long Cycle => Volatile.Read(ref _cycle);

    public void Add(Action collect)
    {
        lock (_gate)
        {
            _collectors = [.. _collectors, collect];
        }
    }

    /// <summary>Runs all, and returns this collection's number. Only the reading of values is exclusive, not the writing to a client.</summary>
    public long Collect()
    {
        lock (_gate)
        {
            Volatile.Write(ref _cycle, _cycle + 1);
            foreach (Action collect in _collectors)
            {
                try
                {
                    collect();
                }
                catch (Exception)
                {
                    // Foreign code: one broken collector must not take the scrape with it.
                    errors.Increment();
                }
            }

            return _cycle;
        }
    }
}
