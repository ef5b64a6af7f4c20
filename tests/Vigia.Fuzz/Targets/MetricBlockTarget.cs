using System.Buffers.Binary;
using System.IO.Hashing;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Journal;
using Vigia.Storage.Metrics.Blocks;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Fuzz.Targets;

/// <summary>A block file. The checksums of its footer and sections are put right first, so that what lies behind them is read.</summary>
internal sealed class MetricBlockTarget : IFuzzTarget
{
    private static readonly LabelMatcher[][] Selectors =
    [
        [new(MatchKind.Regex, "__name__", ".+")],
        [new(MatchKind.Equal, "job", "api")],
        [new(MatchKind.NotEqual, "job", "api"), new(MatchKind.NotRegex, "instance", "a.*")],
    ];

    public string Name => "metric-block";

    public int BaseBytes => 256 << 10;

    /// <summary>A chunk of a few bytes may hold 256 histograms, and several series may lie on it.</summary>
    public int BytesPerInputByte => 64 << 10;

    public void Run(byte[] input)
    {
        PutRight(input);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, input);
            Block block = Block.Open(path, 1);
            try
            {
                Read(block);
            }
            finally
            {
                block.Release();
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or NewerFormatException)
        {
            // As documented.
            return;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Read(Block block)
    {
        using var columns = new SampleColumns();
        foreach (LabelMatcher[] matchers in Selectors)
        {
            foreach (uint series in SeriesMatching.Select(block.Index, matchers, default))
            {
                _ = block.Labels((int)series);
                _ = block.HashOf((int)series);
                columns.Clear();
                block.Read((int)series, long.MinValue, long.MaxValue, columns);
            }
        }
    }

    private static void PutRight(byte[] input)
    {
        if (input.Length < BlockFormat.FooterBytes)
        {
            return;
        }

        Span<byte> footer = input.AsSpan(input.Length - BlockFormat.FooterBytes);
        for (int section = 0; section < BlockFormat.Sections; section++)
        {
            Span<byte> entry = footer[(BlockFormat.SectionTable + (section * BlockFormat.SectionEntry))..];
            long offset = BinaryPrimitives.ReadInt64LittleEndian(entry);
            long length = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
            if (offset >= 0 && length >= 0 && length <= input.Length && offset <= input.Length - length)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], BlockFormat.Checksum(input.AsSpan((int)offset, (int)length)));
            }
        }

        BinaryPrimitives.WriteUInt64LittleEndian(footer[240..], XxHash3.HashToUInt64(footer[..240]));
    }
}
