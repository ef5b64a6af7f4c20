using System.Text;
using Vigia.Model.Metrics;
using Vigia.PromQL.Histograms;
using Vigia.PromQL.Syntax.Printing;

namespace Vigia.PromQL.Functions;

/// <summary>Native histograms as text, as Prometheus writes them into labels and logs.</summary>
public static class HistogramText
{
    /// <summary>Count, sum and the buckets that hold anything: <c>{count:2, sum:3, (1,2]:2}</c>.</summary>
    public static string Format(NativeHistogram histogram)
    {
        var text = new StringBuilder("{count:").Append(NumberText.FormatShort(histogram.Count))
            .Append(", sum:").Append(NumberText.FormatShort(histogram.Sum));
        foreach (HistogramBucket bucket in HistogramArithmetic.Buckets(histogram))
        {
            if (bucket.Count == 0)
            {
                continue;
            }

            bool isZero = !histogram.UsesCustomBuckets() && bucket.Lower <= 0 && bucket.Upper >= 0;
            bool isNegative = !histogram.UsesCustomBuckets() && bucket.Upper < 0;
            text.Append(isZero || isNegative || double.IsNegativeInfinity(bucket.Lower) ? ", [" : ", (")
                .Append(NumberText.FormatShort(bucket.Lower)).Append(',').Append(NumberText.FormatShort(bucket.Upper))
                .Append(isNegative ? "):" : "]:").Append(NumberText.FormatShort(bucket.Count));
        }

        return text.Append('}').ToString();
    }
}
