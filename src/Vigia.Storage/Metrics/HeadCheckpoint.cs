using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Chunks;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Records;

namespace Vigia.Storage.Metrics;

/// <summary>Writes the head, the exemplars and the metadata as records of a checkpoint, while all of them go on changing.</summary>
internal static class HeadCheckpoint
{
    public static void Write(SeriesHead head, ExemplarRing exemplars, MetadataTable metadata, CheckpointWriter writer, ChunkScratch scratch, CancellationToken cancellationToken)
    {
        foreach ((string family, IReadOnlyList<MetricMetadata> list) in metadata.Get(null, 0, 0))
        {
            foreach (MetricMetadata entry in list)
            {
                Append(writer, MetricRecords.Metadata(family, entry));
            }
        }

        // Series that come later are in the journal behind the checkpoint; one with a higher number must not come before them.
        uint last = head.Last;
        HeadView view = head.View();
        var written = new HashSet<uint>();
        var chunks = new GrowingBytes();
        var ends = new List<(uint Series, int End)>();
        for (uint first = 0; first <= last; first += HeadStripe.Size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (head.StripeOf(first) is { } stripe)
            {
                WriteStripe(view, stripe, first, last, written, chunks, ends, writer, scratch);
            }
        }

        foreach ((uint series, _, Exemplar exemplar) in exemplars.ToArray())
        {
            Append(writer, MetricRecords.Exemplar(series, exemplar));
        }
    }

    private static void WriteStripe(
        HeadView view, HeadStripe stripe, uint first, uint last, HashSet<uint> written, GrowingBytes chunks, List<(uint Series, int End)> ends, CheckpointWriter writer, ChunkScratch scratch)
    {
        chunks.Clear();
        ends.Clear();
        var alive = new List<uint>();
        lock (stripe.Lock)
        {
            for (int i = 0; i < HeadStripe.Size && first + (uint)i <= last; i++)
            {
                if (stripe.Has(i) && stripe.IsAlive(i))
                {
                    uint series = first + (uint)i;
                    alive.Add(series);
                    stripe.Export(i, scratch, chunks, () => ends.Add((series, chunks.Length)));
                }
            }
        }

        foreach (uint series in alive)
        {
            ReadOnlySpan<uint> pairs = view.PairsOfSeries(series);
            var isNew = new bool[pairs.Length];
            var labels = new Label[pairs.Length];
            for (int i = 0; i < pairs.Length; i++)
            {
                isNew[i] = written.Add(pairs[i]);
                labels[i] = view.LabelOf(pairs[i]);
            }

            Append(writer, MetricRecords.Series(series, LabelSet.FromSorted(labels), pairs, isNew));
        }

        int start = 0;
        foreach ((uint series, int end) in ends)
        {
            Append(writer, MetricRecords.Chunk(series, chunks.Span[start..end]));
            start = end;
        }
    }

    private static void Append(CheckpointWriter writer, ArraySegment<byte> record)
    {
        writer.Append(record);
        MetricRecords.Return(record);
    }
}
