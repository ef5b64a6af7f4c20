using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using Vigia.Instrumentation.Metrics.Series;

namespace Vigia.Instrumentation.Metrics.Exposition;

/// <summary>
/// Builds the text of a scrape in a buffer that is kept between scrapes. Not thread safe: one scrape owns it at a time.
/// </summary>
internal sealed class SampleWriter
{
    // Full is reached well before the end, so that a series of usual size never makes the buffer grow.
    private const int FullAt = 48 * 1024;

    // Value, exemplar and punctuation after a sample's labels take no more.
    private const int MaxTail = 256;

    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private MetricNames? _names;
    private Counter? _errors;

    public bool OpenMetrics { get; private set; }

    public bool CreatedSeries { get; private set; }

    /// <summary>The collection that this scrape made; values observed before it are stale.</summary>
    public long Cycle { get; private set; }

    public bool IsFull => _length >= FullAt;

    public MetricNames Names => _names!;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void Start(ExpositionFormat format, bool createdSeries, long cycle, Counter errors)
    {
        OpenMetrics = format == ExpositionFormat.OpenMetricsText;
        CreatedSeries = createdSeries;
        Cycle = cycle;
        _errors = errors;
        _length = 0;
    }

    public void Clear() => _length = 0;

    public void CountError() => _errors?.Increment();

    public void Begin(MetricNames names)
    {
        _names = names;
        Raw(OpenMetrics ? names.OpenMetricsHeader : names.TextHeader);
    }

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    /// <summary>One line: <c>name{labels} value</c>, and the exemplar where there is one.</summary>
    public void Sample(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, double value, Exemplar? exemplar = null)
    {
        Span<byte> to = Reserve(name.Length + labels.Length + MaxTail);
        name.CopyTo(to);
        int at = name.Length;
        if (!labels.IsEmpty)
        {
            to[at++] = (byte)'{';
            labels.CopyTo(to[at..]);
            at += labels.Length;
            to[at++] = (byte)'}';
        }

        _length += End(to, at, value, exemplar);
    }

    /// <summary>One line of a histogram: <c>name_bucket{labels,le="bound"} value</c>.</summary>
    public void Bucket(int bucket, ReadOnlySpan<byte> labels, double value, Exemplar? exemplar)
    {
        ReadOnlySpan<byte> name = Names.Bucket;
        ReadOnlySpan<byte> bound = Names.Bounds[bucket];
        Span<byte> to = Reserve(name.Length + labels.Length + bound.Length + MaxTail);
        name.CopyTo(to);
        int at = name.Length;
        to[at++] = (byte)'{';
        if (!labels.IsEmpty)
        {
            labels.CopyTo(to[at..]);
            at += labels.Length;
            to[at++] = (byte)',';
        }

        bound.CopyTo(to[at..]);
        at += bound.Length;
        to[at++] = (byte)'}';
        _length += End(to, at, value, exemplar);
    }

    private static int End(Span<byte> to, int at, double value, Exemplar? exemplar)
    {
        to[at++] = (byte)' ';
        at += GoFloat.Write(value, to[at..]);
        if (exemplar is not null)
        {
            at = Append(to, at, exemplar);
        }

        to[at++] = (byte)'\n';
        return at;
    }

    // # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"} 0.67 1520879607.789
    private static int Append(Span<byte> to, int at, Exemplar exemplar)
    {
        at = Append(to, at, " # {trace_id=\""u8);
        at = AppendAscii(to, at, exemplar.TraceId.ToHexString());
        at = Append(to, at, "\",span_id=\""u8);
        at = AppendAscii(to, at, exemplar.SpanId.ToHexString());
        at = Append(to, at, "\"} "u8);
        at += GoFloat.Write(exemplar.Value, to[at..]);
        to[at++] = (byte)' ';
        (long seconds, long milliseconds) = Math.DivRem(exemplar.UnixMilliseconds, 1000);
        Utf8Formatter.TryFormat(seconds, to[at..], out int written);
        at += written;
        to[at++] = (byte)'.';
        bool fits = milliseconds.TryFormat(to[at..], out written, "D3", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "The reserve is larger than any exemplar.");
        return at + written;
    }

    private static int Append(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }

    private static int AppendAscii(Span<byte> to, int at, string text)
    {
        foreach (char c in text)
        {
            to[at++] = (byte)c;
        }

        return at;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length);
    }
}
