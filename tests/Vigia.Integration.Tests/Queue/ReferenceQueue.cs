using Vigia.Integration.Queue;
using Xunit;

namespace Vigia.Integration.Tests.Queue;

/// <summary>The queue's rules in their plainest form: one list, gone through from its start each time.</summary>
internal sealed class ReferenceQueue(int capacity, int maxDeliveries, TimeSpan leaseTime)
{
    private readonly List<Item> _items = [];
    private readonly Dictionary<string, (string Id, int Content)> _keys = [];

    public int Count => _items.Count;

    public int DeadCount { get; private set; }

    public EnqueueResult Enqueue(string id, string? partition, string? key, int content)
    {
        if (key is not null && _keys.TryGetValue(key, out (string Id, int Content) first))
        {
            return new EnqueueResult(first.Content == content ? EnqueueOutcome.Duplicate : EnqueueOutcome.KeyReused, first.Id);
        }

        if (_items.Count == capacity)
        {
            return new EnqueueResult(EnqueueOutcome.Full, id);
        }

        if (key is not null)
        {
            _keys.Add(key, (id, content));
        }

        _items.Add(new Item(id, partition));
        return new EnqueueResult(EnqueueOutcome.Queued, id);
    }

    /// <summary>What may be lent at this moment.</summary>
    public List<Item> Lendable(DateTimeOffset now) => _items.FindAll(item =>
        item.LeasedUntil is null
        && !(item.DueAt > now)
        && (item.Partition is null || _items.Find(other => other.Partition == item.Partition) == item));

    public void CheckLent(IReadOnlyList<LeasedMessage> lent, int max, DateTimeOffset now)
    {
        List<Item> lendable = Lendable(now);
        Assert.Equal(Math.Min(max, lendable.Count), lent.Count);
        foreach (LeasedMessage lease in lent)
        {
            Item item = Assert.Single(lendable, item => item.Id == lease.Message.Id);
            lendable.Remove(item);
            item.Attempts++;
            Assert.Equal(item.Attempts, lease.Attempt);
            Assert.True(lease.FencingToken > item.Token);
            Assert.Equal(now + leaseTime, lease.ExpiresAt);
            item.Token = lease.FencingToken;
            item.LeasedUntil = lease.ExpiresAt;
        }
    }

    public bool End(LeasedMessage lease) => Holder(lease) is { } item && _items.Remove(item);

    public bool Retry(LeasedMessage lease, DateTimeOffset dueAt)
    {
        if (Holder(lease) is not { } item)
        {
            return false;
        }

        item.LeasedUntil = null;
        item.DueAt = dueAt;
        return true;
    }

    public bool Bury(LeasedMessage lease)
    {
        if (!End(lease))
        {
            return false;
        }

        DeadCount++;
        return true;
    }

    public void Release(LeasedMessage lease)
    {
        if (Holder(lease) is { } item)
        {
            item.LeasedUntil = null;
            item.Attempts--;
        }
    }

    public bool Renew(LeasedMessage lease, DateTimeOffset now)
    {
        if (Holder(lease) is not { } item)
        {
            return false;
        }

        item.LeasedUntil = now + leaseTime;
        return true;
    }

    /// <summary>Ends the leases whose time has passed, and buries what comes back too often.</summary>
    public void Settle(DateTimeOffset now)
    {
        EndLeases(item => item.LeasedUntil <= now);
        DeadCount += _items.RemoveAll(item => item.LeasedUntil is null && item.DueAt <= now && item.Attempts >= maxDeliveries);
    }

    public void EndAllLeases() => EndLeases(item => item.LeasedUntil is not null);

    private void EndLeases(Predicate<Item> which)
    {
        foreach (Item item in _items.FindAll(which))
        {
            item.LeasedUntil = null;
            item.DueAt = null;
            if (item.Attempts >= maxDeliveries)
            {
                _items.Remove(item);
                DeadCount++;
            }
        }
    }

    private Item? Holder(LeasedMessage lease) =>
        _items.Find(item => item.Id == lease.Message.Id && item.LeasedUntil is not null && item.Token == lease.FencingToken);

    internal sealed class Item(string id, string? partition)
    {
        public string Id => id;

        public string? Partition => partition;

        public int Attempts { get; set; }

        public long Token { get; set; }

        public DateTimeOffset? LeasedUntil { get; set; }

        public DateTimeOffset? DueAt { get; set; }
    }
}
