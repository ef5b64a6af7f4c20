namespace Vigia.Server.Access.Logins;

/// <summary>
/// Failed attempts by key, and how long each key has to wait. Bounded: where it is full, the key that failed the longest ago is forgotten. Not
/// thread safe.
/// </summary>
/// <param name="free">Failures before there is any wait.</param>
/// <param name="capacity">The most keys.</param>
internal sealed class AttemptTable(int free, int capacity)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Whoever failed nowhere for so long starts anew.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Dictionary<string, LinkedListNode<Attempts>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Attempts> _oldestFirst = [];

    /// <summary>Keys that were forgotten because there were too many.</summary>
    public long Evicted { get; private set; }

    public int Count => _byKey.Count;

    /// <summary>How long the key has to wait yet; nothing: it may try.</summary>
    public TimeSpan Wait(string key, DateTimeOffset now) =>
        _byKey.TryGetValue(key, out LinkedListNode<Attempts>? node) && node.Value.WaitUntil > now ? node.Value.WaitUntil - now : TimeSpan.Zero;

    /// <summary>Counts a failure; a success takes it back.</summary>
    public void Fail(string key, DateTimeOffset now)
    {
        if (_byKey.TryGetValue(key, out LinkedListNode<Attempts>? node))
        {
            _oldestFirst.Remove(node);
        }
        else
        {
            if (_byKey.Count >= capacity)
            {
                Remove(_oldestFirst.First!);
                Evicted++;
            }

            node = new LinkedListNode<Attempts>(new Attempts(key));
            _byKey.Add(key, node);
        }

        _oldestFirst.AddLast(node);
        Attempts attempts = node.Value;
        attempts.Failures = now - attempts.LastFailure > Memory ? 1 : attempts.Failures + 1;
        attempts.LastFailure = now;
        attempts.WaitUntil = now + WaitAfter(attempts.Failures);
    }

    /// <summary>Forgets the key.</summary>
    public void Clear(string key)
    {
        if (_byKey.TryGetValue(key, out LinkedListNode<Attempts>? node))
        {
            Remove(node);
        }
    }

    /// <summary>Takes one failure back.</summary>
    public void TakeBack(string key, DateTimeOffset now)
    {
        if (!_byKey.TryGetValue(key, out LinkedListNode<Attempts>? node))
        {
            return;
        }

        if (--node.Value.Failures <= 0)
        {
            Remove(node);
            return;
        }

        node.Value.WaitUntil = now;
    }

    private TimeSpan WaitAfter(int failures)
    {
        if (failures < free)
        {
            return TimeSpan.Zero;
        }

        // 2^10 s is past the longest.
        TimeSpan wait = FirstWait * (1 << Math.Min(failures - free, 10));
        return wait < LongestWait ? wait : LongestWait;
    }

    private void Remove(LinkedListNode<Attempts> node)
    {
        _byKey.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
    }

    private sealed class Attempts(string key)
    {
        public string Key { get; } = key;

        public int Failures { get; set; }

        public DateTimeOffset LastFailure { get; set; }

        public DateTimeOffset WaitUntil { get; set; }
    }
}
