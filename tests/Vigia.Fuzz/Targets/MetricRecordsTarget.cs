using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Storage.Metrics;
using Vigia.Storage.Metrics.Head;
using Vigia.Storage.Metrics.Index;

namespace Vigia.Fuzz.Targets;

/// <summary>Records of the journal of metrics, each behind two bytes of length; then the head is read.</summary>
internal sealed class MetricRecordsTarget : IFuzzTarget
{
    private static readonly LabelMatcher[] Matchers = [new(MatchKind.Regex, "__name__", ".+")];

    public string Name => "metric-records";

    /// <summary>The directories of series and pairs with the highest numbers.</summary>
    public int BaseBytes => 160 << 20;

    /// <summary>A record of six bytes makes a series, whose number may need a stripe of its own.</summary>
    public int BytesPerInputByte => 64 << 10;

    public void Run(byte[] input)
    {
        var head = new SeriesHead(100);
        var replay = new MetricReplay(head, new ExemplarRing(100), new MetadataTable(100), NullLogger.Instance);
        ReadOnlySpan<byte> rest = input;
        while (rest.Length > 2)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(rest), rest.Length - 2);
            if (length > 0)
            {
                replay.Apply(rest.Slice(2, length));
            }

            rest = rest[(2 + length)..];
        }

        HeadView view = head.View();
        using var columns = new SampleColumns();
        foreach (uint series in SeriesMatching.Select(view, Matchers, default))
        {
            _ = view.Labels(series).ToString();
            columns.Clear();
            view.StripeOf(series).Read((int)(series % HeadStripe.Size), long.MinValue, long.MaxValue, columns);
            for (int i = 1; i < columns.Count; i++)
            {
                if (columns.Timestamps[i] <= columns.Timestamps[i - 1])
                {
                    throw new FuzzFindingException("The samples of a series do not ascend.");
                }
            }
        }
    }
}
