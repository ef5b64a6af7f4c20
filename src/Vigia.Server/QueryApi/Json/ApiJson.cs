using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;

namespace Vigia.Server.QueryApi.Json;

/// <summary>
/// Writes JSON straight into a response's pipe and hands it on in pieces, so that an answer of megabytes needs no megabytes of memory. The caller puts the
/// commas. Not thread-safe.
/// </summary>
internal sealed class ApiJson(PipeWriter output)
{
    private const int Piece = 32 * 1024;
    private const int MaxTimestamp = 32;

    // A timestamp, a value, brackets, quotes and commas.
    private const int MaxSample = MaxTimestamp + SampleText.MaxJsonLength + 8;

    private Memory<byte> _memory;
    private int _used;
    private int _unflushed;

    public void Raw(ReadOnlySpan<byte> text)
    {
        Need(text.Length);
        text.CopyTo(_memory.Span[_used..]);
        _used += text.Length;
    }

    /// <summary>A comma unless it is the first of its list.</summary>
    public void Comma(ref bool isFirst)
    {
        if (!isFirst)
        {
            Raw(","u8);
        }

        isFirst = false;
    }

    public void String(string value)
    {
        if (value.Length <= 256 && IsPlain(value))
        {
            Need(value.Length + 2);
            Span<byte> to = _memory.Span[_used..];
            to[0] = (byte)'"';
            Encoding.ASCII.GetBytes(value, to[1..]);
            to[value.Length + 1] = (byte)'"';
            _used += value.Length + 2;
            return;
        }

        JsonEncodedText encoded = JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        Raw("\""u8);
        Long(encoded.EncodedUtf8Bytes);
        Raw("\""u8);
    }

    public void Number(long value)
    {
        Need(24);
        Utf8Formatter.TryFormat(value, _memory.Span[_used..], out int written);
        _used += written;
    }

    /// <summary>A number that is not a sample: JSON's own form, null for what JSON cannot say.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Raw("null"u8);
            return;
        }

        Need(SampleText.MaxJsonLength);
        _used += SampleText.WriteJson(value, _memory.Span[_used..]);
    }

    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Milliseconds as seconds with three digits where they are not whole.</summary>
    public void Timestamp(long milliseconds)
    {
        Need(MaxTimestamp);
        _used += WriteTimestamp(milliseconds, _memory.Span[_used..]);
    }

    /// <summary>A sample's value: a string.</summary>
    public void Value(double value)
    {
        Need(SampleText.MaxJsonLength + 2);
        Span<byte> to = _memory.Span[_used..];
        to[0] = (byte)'"';
        int written = SampleText.WriteJson(value, to[1..]);
        to[written + 1] = (byte)'"';
        _used += written + 2;
    }

    /// <summary><c>[seconds,"value"]</c></summary>
    public void Sample(long timestamp, double value)
    {
        Need(MaxSample);
        _used += WriteSample(timestamp, value, _memory.Span[_used..]);
    }

    /// <summary>The samples from an index on that fit in a piece, with commas between them.</summary>
    /// <returns>How many were written.</returns>
    public int Samples(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        Need(MaxSample);
        Span<byte> to = _memory.Span[_used..];
        int at = 0;
        int i = 0;
        while (i < timestamps.Length && to.Length - at >= MaxSample)
        {
            at += WriteSample(timestamps[i], values[i], to[at..]);
            to[at++] = (byte)',';
            i++;
        }

        _used += i == timestamps.Length ? at - 1 : at;
        return i;
    }

    /// <summary>As <see cref="Sample"/>, but as Prometheus writes what is no series' sample: the seconds' zeros left out, the value never with an exponent.</summary>
    public void ScalarSample(long timestamp, double value)
    {
        Raw("["u8);
        ScalarTimestamp(timestamp);
        Raw(",\""u8);
        Need(SampleText.MaxPlainLength);
        _used += SampleText.WritePlain(value, _memory.Span[_used..]);
        Raw("\"]"u8);
    }

    /// <summary>Milliseconds as seconds with no more digits than they need.</summary>
    public void ScalarTimestamp(long milliseconds) => Number(milliseconds / 1000d);

    public void Labels(LabelSet labels)
    {
        Raw("{"u8);
        bool isFirst = true;
        foreach (Label label in labels.Span)
        {
            Comma(ref isFirst);
            String(label.Name);
            Raw(":"u8);
            String(label.Value);
        }

        Raw("}"u8);
    }

    public void Strings(IEnumerable<string> values)
    {
        Raw("["u8);
        bool isFirst = true;
        foreach (string value in values)
        {
            Comma(ref isFirst);
            String(value);
        }

        Raw("]"u8);
    }

    /// <summary>Hands on what was written where it is worth it; call it between rows.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellationToken) => _unflushed + _used >= Piece ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Advance();
        _unflushed = 0;
        FlushResult result = await output.FlushAsync(cancellationToken);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("The client has gone.");
        }
    }

    private static int WriteSample(long timestamp, double value, Span<byte> to)
    {
        to[0] = (byte)'[';
        int at = 1 + WriteTimestamp(timestamp, to[1..]);
        to[at++] = (byte)',';
        to[at++] = (byte)'"';
        at += SampleText.WriteJson(value, to[at..]);
        to[at++] = (byte)'"';
        to[at++] = (byte)']';
        return at;
    }

    private static int WriteTimestamp(long milliseconds, Span<byte> to)
    {
        int at = 0;
        if (milliseconds < 0)
        {
            to[at++] = (byte)'-';
            milliseconds = -milliseconds;
        }

        (long seconds, long rest) = Math.DivRem(milliseconds, 1000);
        Utf8Formatter.TryFormat(seconds, to[at..], out int written);
        at += written;
        if (rest != 0)
        {
            to[at++] = (byte)'.';
            to[at++] = (byte)('0' + (rest / 100));
            to[at++] = (byte)('0' + (rest / 10 % 10));
            to[at++] = (byte)('0' + (rest % 10));
        }

        return at;
    }

    private static bool IsPlain(string value)
    {
        foreach (char c in value)
        {
            if (c is < ' ' or '"' or '\\' or > '~')
            {
                return false;
            }
        }

        return true;
    }

    private void Long(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int length = Math.Min(text.Length, 4096);
            Raw(text[..length]);
            text = text[length..];
        }
    }

    private void Need(int length)
    {
        if (_memory.Length - _used < length)
        {
            Advance();
            _memory = output.GetMemory(Math.Max(length, 4096));
        }
    }

    private void Advance()
    {
        if (_used > 0)
        {
            output.Advance(_used);
            _unflushed += _used;
            _used = 0;
        }

        _memory = default;
    }
}
