using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Storage.Metrics.Blocks;

/// <summary>Writes the samples of several blocks into one, series by series, in memory that does not depend on the samples. What was deleted stays behind.</summary>
internal static class BlockMerge
{
    /// <summary>Merges into a writer, which is not completed.</summary>
    /// <exception cref="InvalidDataException">A block is damaged; it remembers what is wrong.</exception>
    public static void Write(IReadOnlyList<Block> blocks, BlockWriter writer, ChunkScratch scratch, CancellationToken cancellationToken) =>
        ForEach(
            blocks,
            (labels, hash, columns) =>
            {
                writer.BeginSeries(labels, hash);
                SeriesChunker.Write(columns, writer, scratch);
            },
            cancellationToken);

    /// <summary>Hands over each series with all its samples, in the order of blocks. Several blocks must hold samples as they came.</summary>
    /// <exception cref="InvalidDataException">A block is damaged; it remembers what is wrong.</exception>
    public static void ForEach(IReadOnlyList<Block> blocks, Action<LabelSet, UInt128, SampleColumns> action, CancellationToken cancellationToken)
    {
        var cursors = new Cursor[blocks.Count];
        for (int i = 0; i < cursors.Length; i++)
        {
            cursors[i] = new Cursor(blocks[i]);
        }

        using var columns = new SampleColumns();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Cursor? first = null;
            foreach (Cursor cursor in cursors)
            {
                if (!cursor.IsAtEnd && (first is null || SeriesOrder.Compare(cursor.Name, cursor.Hash, first.Name, first.Hash) < 0))
                {
                    first = cursor;
                }
            }

            if (first is null)
            {
                break;
            }

            (string name, UInt128 hash) = (first.Name, first.Hash);
            LabelSet labels = first.Block.WrittenLabels(first.Series);
            columns.Clear();
            foreach (Cursor cursor in cursors)
            {
                if (!cursor.IsAtEnd && cursor.Hash == hash && cursor.Name == name)
                {
                    int before = columns.Count;
                    cursor.Block.Read(cursor.Series, long.MinValue, long.MaxValue, columns);
                    columns.MergeFrom(before);
                    cursor.Advance();
                }
            }

            if (columns.Count > 0)
            {
                action(labels, hash, columns);
            }
        }

        foreach (Block block in blocks)
        {
            if (block.Damage is { } damage)
            {
                throw new InvalidDataException(damage);
            }
        }
    }

    private sealed class Cursor
    {
        private readonly int _metricName;

        public Cursor(Block block)
        {
            Block = block;
            _metricName = block.Index.FindName(LabelNames.MetricName);
            Load();
        }

        public Block Block { get; }

        public int Series { get; private set; }

        public bool IsAtEnd => Series >= Block.Series;

        public string Name { get; private set; } = "";

        public UInt128 Hash { get; private set; }

        public void Advance()
        {
            Series++;
            Load();
        }

        private void Load()
        {
            if (IsAtEnd)
            {
                return;
            }

            uint pair = _metricName < 0 ? 0 : Block.Index.PairOf((uint)Series, _metricName);
            (Name, Hash) = (pair == 0 ? "" : Block.Index.ValueOf(pair), Block.HashOf(Series));
        }
    }
}
