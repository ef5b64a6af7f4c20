using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Access;

namespace Vigia.Integration.Access.Jwt;

/// <summary>
/// Remembers validated tokens by their hash, at most about <paramref name="capacity"/>. Two generations of half of it:
/// when the young one is full it becomes the old one and what was old and not asked for since is dropped. So both a
/// look-up and an addition take the same short time however full it is. Thread safe.
/// </summary>
internal sealed class TokenCache(int capacity, Counter evicted)
{
    private readonly Lock _turnLock = new();
    private ConcurrentDictionary<SecretHash, ValidatedToken> _young = new();
    private ConcurrentDictionary<SecretHash, ValidatedToken> _old = new();
    private int _youngCount;

    public bool TryGet(SecretHash hash, [NotNullWhen(true)] out ValidatedToken? token)
    {
        if (_young.TryGetValue(hash, out token))
        {
            return true;
        }

        if (!_old.TryGetValue(hash, out token))
        {
            return false;
        }

        Add(hash, token);
        return true;
    }

    public void Add(SecretHash hash, ValidatedToken token)
    {
        if (!_young.TryAdd(hash, token) || Interlocked.Increment(ref _youngCount) < capacity / 2)
        {
            return;
        }

        lock (_turnLock)
        {
            if (_youngCount < capacity / 2)
            {
                return;
            }

            evicted.Increment(_old.Count);
            _old = _young;
            _young = new ConcurrentDictionary<SecretHash, ValidatedToken>();
            _youngCount = 0;
        }
    }
}
