using CsCheck;
using Vigia.Model.Labels;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;
using Vigia.Testing;
using Xunit;

namespace Vigia.Storage.Tests.Index;

/// <summary>The indexes of the head and of a block select what trying every series selects.</summary>
public sealed class SeriesMatchingTests
{
    private static readonly Gen<string> Value = Of("", "a", "b", "ab", "abc", "é", "😀", "\uffee", "x1", "x2");

    private static readonly Gen<LabelSet> Labels = Gen.Select(Value, Value, Value).Select(static (a, b, c) => LabelSet.Of(("__name__", "m" + a), ("b", b), ("c", c)));

    private static readonly Gen<LabelMatcher> Matcher = Gen.Select(
        Gen.Enum<MatchKind>(),
        Of("__name__", "b", "c", "d"),
        Of("", "a", "m", "ma", "ab|abc", "a.*", ".+", ".*", "x[12]", "a|", "[^a]+", "😀")).Select(static (kind, name, value) => new LabelMatcher(kind, name, value));

    [Fact]
    public void Select_AnyMatchers_IsThatOfTheNaive() => Gen.Select(Labels.Array[0, 60], Matcher.Array[0, 4]).Sample(
        static (sets, matchers) =>
        {
            LabelSet[] all = [.. sets.Distinct()];
            string[] expected = [.. all.Where(labels => matchers.All(matcher => matcher.Matches(labels[matcher.Name]))).Select(static labels => labels.ToString()).Order(StringComparer.Ordinal)];
            var head = new SeriesHead(10);
            foreach (LabelSet labels in all)
            {
                head.Add(labels, LabelHash.Of(labels), int.MaxValue, null);
            }

            HeadView view = head.View();
            Assert.Equal(expected, SeriesMatching.Select(view, matchers, default).Select(series => view.Labels(series).ToString()).Order(StringComparer.Ordinal));

            using var folder = new TemporaryDirectory();
            Block block = Write(folder.Path, all);
            Assert.Equal(expected, SeriesMatching.Select(block.Index, matchers, default).Select(series => block.Labels((int)series).ToString()).Order(StringComparer.Ordinal));
            block.Release();
        },
        iter: 300);

    private static Gen<string> Of(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Block Write(string folder, LabelSet[] sets)
    {
        var scratch = new ChunkScratch();
        using var writer = new BlockWriter(DiskFiles.Instance, folder, 1);
        foreach ((LabelSet labels, UInt128 hash) in sets.Select(static labels => (labels, LabelHash.Of(labels)))
            .OrderBy(static series => series, Comparer<(LabelSet Labels, UInt128 Hash)>.Create(static (a, b) => SeriesOrder.Compare(a.Labels.MetricName, a.Hash, b.Labels.MetricName, b.Hash))))
        {
            writer.BeginSeries(labels, hash);
            int length = FloatChunk.Write([1000], [1], scratch, scratch.Bytes);
            writer.AddChunk(scratch.Bytes.AsSpan(0, length), 1000, 1000, 1);
        }

        return Block.Open(writer.Complete(0, []), 1);
    }
}
