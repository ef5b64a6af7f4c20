using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Admission;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class TimeOrderedIdsTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(0x018f_1234_5678));

    [Fact]
    public void Create_Id_IsAUuidOfVersion7()
    {
        string id = new TimeOrderedIds(_time).Create("msg_");

        Assert.StartsWith("msg_018f12345678", id, StringComparison.Ordinal);
        Guid uuid = Guid.ParseExact(id["msg_".Length..], "N");
        Assert.Equal(7, uuid.Version);
        Assert.InRange(uuid.Variant, 8, 11);
    }

    [Fact]
    public void Create_ManyInOneMillisecond_AreInOrderAndDiffer()
    {
        var ids = new TimeOrderedIds(_time);
        List<string> made = [.. Enumerable.Range(0, 10_000).Select(_ => ids.Create(""))];

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Count, made.Distinct().Count());
    }

    [Fact]
    public void Create_ClockGoesBack_KeepsTheOrder()
    {
        var ids = new TimeOrderedIds(TimeProvider.System);
        string first = ids.Create("");
        var earlier = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1));
        earlier.AdjustTime(DateTimeOffset.FromUnixTimeMilliseconds(10));
        var stepping = new TimeOrderedIds(earlier);
        string before = stepping.Create("");
        earlier.AdjustTime(DateTimeOffset.FromUnixTimeMilliseconds(5));
        string after = stepping.Create("");

        Assert.True(string.CompareOrdinal(before, after) < 0);
        Assert.True(string.CompareOrdinal(after, first) < 0);
    }

    [Fact]
    public void Create_ByManyThreads_NeverRepeatsATimestamp()
    {
        var ids = new TimeOrderedIds(_time);
        ConcurrentBag<ulong> stamps = [];
        Parallel.For(0, 5_000, _ => stamps.Add(ulong.Parse(ids.Create("")[..16], NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

        Assert.Equal(5_000, stamps.Distinct().Count());
    }
}
