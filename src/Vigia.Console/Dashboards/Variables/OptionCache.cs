using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Variables;

/// <summary>Remembers values of query variables for seconds, so that a dashboard's panels ask for them once. Bounded; thread-safe.</summary>
internal sealed class OptionCache(VariableSource source, TimeProvider time)
{
    private const int MaxEntries = 256;
    private const long Coarse = 60_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Query, long From, long To, int Limit), (IReadOnlyList<string> Values, DateTimeOffset Until)> _entries = [];

    public async Task<IReadOnlyList<string>> ReadAsync(string query, QueryRange range, int limit, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        (string, long, long, int) key = (query, range.From / Coarse, range.To / Coarse, limit);
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out (IReadOnlyList<string> Values, DateTimeOffset Until) known) && known.Until > now)
            {
                return known.Values;
            }
        }

        IReadOnlyList<string> values = await source.ReadAsync(query, range, limit, cancellationToken);
        lock (_gate)
        {
            if (_entries.Count >= MaxEntries)
            {
                _entries.Clear();
            }

            _entries[key] = (values, now + Lifetime);
        }

        return values;
    }
}
