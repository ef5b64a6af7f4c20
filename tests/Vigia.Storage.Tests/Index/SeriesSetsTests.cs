using CsCheck;
using Vigia.Storage.Metrics.Index;
using Xunit;

namespace Vigia.Storage.Tests.Index;

public sealed class SeriesSetsTests
{
    private static readonly Gen<uint[]> Numbers = Gen.OneOf(Gen.UInt[0, 50], Gen.UInt[0, 5000]).Array[0, 400].Select(static numbers => numbers.Distinct().Order().ToArray());

    [Fact]
    public void Intersect_AnySets_IsThatOfTheNaive() => Gen.Select(Numbers, Numbers).Sample(static (a, b) =>
    {
        uint[] first = [.. a];
        Assert.Equal(a.Intersect(b).Order(), first[..SeriesSets.Intersect(first, b)]);
    });

    [Fact]
    public void Subtract_AnySets_IsThatOfTheNaive() => Gen.Select(Numbers, Numbers).Sample(static (a, b) =>
    {
        uint[] first = [.. a];
        Assert.Equal(a.Except(b).Order(), first[..SeriesSets.Subtract(first, b)]);
    });

    [Fact]
    public void Union_AnyLists_IsThatOfTheNaive() => Gen.Select(Numbers.Array[0, 6], Gen.UInt[5001, 10_000_000]).Sample(static (lists, limit) =>
    {
        uint[] all = [.. lists.SelectMany(static list => list)];
        uint[] expected = [.. all.Distinct().Order()];
        Assert.Equal(expected, all[..SeriesSets.Union(all, limit)]);
    });
}
