using System.Text;
using CsCheck;
using Vigia.Storage.Metrics.Index;
using Xunit;

namespace Vigia.Storage.Tests.Index;

public sealed class Utf8OrderTests
{
    private static readonly string[] Pieces = ["a", "b", "é", "€", "\ud7ff", "\ue000", "\uffff", "😀", "🛑"];

    [Fact]
    public void Compare_AnyTexts_IsTheOrderOfTheirBytes() =>
        Gen.Select(Gen.Int[0, 8].Array[0, 5], Gen.Int[0, 8].Array[0, 5]).Sample(static (a, b) =>
        {
            string first = string.Concat(a.Select(static i => Pieces[i]));
            string second = string.Concat(b.Select(static i => Pieces[i]));
            int expected = Encoding.UTF8.GetBytes(first).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(second));
            Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Instance.Compare(first, second)));
        });
}
