using System.Text;
using Vigia.Instrumentation.Metrics.Exposition;

namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>A metric's names and headers as they stand in the text formats, encoded once.</summary>
internal sealed class MetricNames
{
    public MetricNames(MetricDefinition definition)
    {
        string name = definition.Name;
        string openName = definition.BaseName;
        string kind = definition.Kind.ToString().ToLowerInvariant();

        // OpenMetrics has no counter whose samples lack the suffix.
        string openKind = definition.Kind == MetricKind.Counter && openName == name ? "unknown" : kind;
        string help = Escape(definition.Help, quotes: false);
        TextHeader = Encoding.UTF8.GetBytes($"# HELP {name} {help}\n# TYPE {name} {kind}\n");
        OpenMetricsHeader = Encoding.UTF8.GetBytes($"# HELP {openName} {Escape(definition.Help, quotes: true)}\n# TYPE {openName} {openKind}\n");
        CreatedHeader = Encoding.UTF8.GetBytes($"# HELP {openName}_created {help}\n# TYPE {openName}_created gauge\n");
        HasCreated = definition.Kind != MetricKind.Gauge && openKind != "unknown";

        Name = Encoding.UTF8.GetBytes(name);
        Created = Encoding.UTF8.GetBytes(openName + "_created");
        Bucket = Encoding.UTF8.GetBytes(name + "_bucket");
        Count = Encoding.UTF8.GetBytes(name + "_count");
        Sum = Encoding.UTF8.GetBytes(name + "_sum");
        Bounds = definition.Bounds is { } bounds
            ? [.. bounds.Values.Append(double.PositiveInfinity).Select(BoundLabel)]
            : [];
    }

    /// <summary>Help and type in text 0.0.4.</summary>
    public byte[] TextHeader { get; }

    /// <summary>Help and type in OpenMetrics.</summary>
    public byte[] OpenMetricsHeader { get; }

    /// <summary>In text 0.0.4 creation times are a gauge family of their own.</summary>
    public byte[] CreatedHeader { get; }

    /// <summary>Whether series of this metric have a creation time.</summary>
    public bool HasCreated { get; }

    public byte[] Name { get; }

    public byte[] Created { get; }

    public byte[] Bucket { get; }

    public byte[] Count { get; }

    public byte[] Sum { get; }

    /// <summary>The <c>le</c> labels by bucket, the last of them <c>le="+Inf"</c>.</summary>
    public byte[][] Bounds { get; }

    private static byte[] BoundLabel(double bound)
    {
        Span<byte> text = stackalloc byte[GoFloat.MaxLength];
        return [.. "le=\""u8, .. text[..GoFloat.Write(bound, text)], .. "\""u8];
    }

    private static string Escape(string help, bool quotes)
    {
        string escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
