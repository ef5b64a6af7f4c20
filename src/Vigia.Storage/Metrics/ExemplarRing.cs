using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics;

/// <summary>The newest exemplars of all series; the oldest make room. Safe from any thread.</summary>
internal sealed class ExemplarRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<(uint Series, LabelSet Labels, Exemplar Exemplar)> _ring = new();

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ring.Count;
            }
        }
    }

    public void Add(uint series, LabelSet labels, Exemplar exemplar)
    {
        if (capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_ring.Count == capacity)
            {
                _ring.Dequeue();
            }

            _ring.Enqueue((series, labels, exemplar));
        }
    }

    /// <summary>All of them, the oldest first.</summary>
    public (uint Series, LabelSet Labels, Exemplar Exemplar)[] ToArray()
    {
        lock (_lock)
        {
            return [.. _ring];
        }
    }
}
