using System.Text;
using System.Text.Unicode;
using Vigia.Model.Metrics;

namespace Vigia.Server.Exposition;

/// <summary>
/// Reads an exposition's lines one after the other, as UTF-8 and without a copy: what it shows are parts of the text that was given. Allocates
/// nothing but errors. The caller may name the line that it expects (<see cref="TryReadKnown"/>), which then is compared and not parsed.
/// </summary>
/// <remarks>
/// https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/specs/om/open_metrics_spec/.
/// Laxer than the OpenMetrics text, as a Prometheus server is; what the specification asks beyond is <see cref="OpenMetricsCheck"/>'s.
/// </remarks>
internal ref partial struct TextExpositionReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly bool _isOpenMetrics;
    private int _position;
    private int _lineStart;
    private bool _isEnded;

    /// <summary>A reader at the text's begin.</summary>
    public TextExpositionReader(ReadOnlySpan<byte> text, TextGrammar grammar)
    {
        _text = text;
        _isOpenMetrics = grammar == TextGrammar.OpenMetrics;
        Line = 1;
    }

    /// <summary>The number of the line that the next entry begins on.</summary>
    public int Line { get; private set; }

    /// <summary>A sample's name and labels as written; of a type, help, unit or comment the whole line.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>A sample's value; of a type, help or unit undefined.</summary>
    public double Value { get; private set; }

    /// <summary>Whether the sample has a timestamp of its own.</summary>
    public bool HasTimestamp { get; private set; }

    /// <summary>Its timestamp in milliseconds since 1970 UTC.</summary>
    public long Timestamp { get; private set; }

    /// <summary>The timestamp as written, seconds in OpenMetrics: finer than milliseconds.</summary>
    public double TimestampSeconds { get; private set; }

    /// <summary>The exemplar's labels as written, braces included; empty where there is none.</summary>
    public ReadOnlySpan<byte> ExemplarLabels { get; private set; }

    /// <summary>The exemplar's value.</summary>
    public double ExemplarValue { get; private set; }

    /// <summary>The exemplar's time in milliseconds; null where it has none.</summary>
    public long? ExemplarTimestamp { get; private set; }

    /// <summary>The family that a type, help or unit is of; still quoted where it was.</summary>
    public ReadOnlySpan<byte> Family { get; private set; }

    /// <summary>A help as written, escapes included, or a unit.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The type.</summary>
    public MetricType Type { get; private set; }

    /// <summary>
    /// Reads the next line as a sample where its name and labels are these very bytes. False, and nothing is read, where they are not.
    /// </summary>
    /// <exception cref="ExpositionException">They are, and what follows is wrong.</exception>
    public bool TryReadKnown(ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.Length <= key.Length || !rest.StartsWith(key))
        {
            return false;
        }

        byte next = rest[key.Length];
        if (next != ' ' && (_isOpenMetrics || next != '\t'))
        {
            return false;
        }

        if (!_isOpenMetrics && rest[key.Length..].TrimStart(" \t"u8) is [(byte)'{', ..])
        {
            return false;
        }

        _lineStart = _position;
        Key = key;
        _position += key.Length;
        ReadTail();
        return true;
    }

    /// <summary>Passes over the next line where it is these very bytes: a type, help or unit that stood there before.</summary>
    public bool TrySkipKnown(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (rest.Length <= line.Length || rest[line.Length] != '\n' || !rest.StartsWith(line))
        {
            return false;
        }

        _position += line.Length + 1;
        Line++;
        return true;
    }

    /// <summary>Reads the next entry.</summary>
    /// <exception cref="ExpositionException">It is not what the format allows.</exception>
    public ExpositionEntry Read()
    {
        if (!_isOpenMetrics)
        {
            SkipBlankLines();
        }

        if (_position >= _text.Length)
        {
            if (_isOpenMetrics && !_isEnded)
            {
                throw new ExpositionException(Line, "data does not end with # EOF");
            }

            return ExpositionEntry.End;
        }

        _lineStart = _position;
        if (_text[_position] == '#')
        {
            return ReadComment();
        }

        if (_isEnded)
        {
            throw Fail("unexpected data after # EOF");
        }

        int end = SeriesScan.Scan(_text[_position..], allowBlanks: !_isOpenMetrics, out string? error);
        if (error is not null)
        {
            throw Fail(error);
        }

        Key = _text.Slice(_position, end);
        _position += end;
        ReadTail();
        return ExpositionEntry.Sample;
    }

    private void ReadTail()
    {
        SkipBlanks(isRequired: _isOpenMetrics);
        ReadOnlySpan<byte> rest = _text[_position..];
        if (!FloatText.TryRead(rest, out double value, out int length) || length == 0)
        {
            throw Fail(length == 0 ? "expected a value" : $"expected value after metric, got \"{Show(rest[..length])}\"");
        }

        Value = value;
        _position += length;
        HasTimestamp = false;
        ExemplarLabels = default;
        if (_position < _text.Length && _text[_position] == '\n')
        {
            _position++;
            Line++;
            return;
        }

        if (_isOpenMetrics)
        {
            ReadOpenMetricsTail();
        }
        else
        {
            ReadPrometheusTail();
        }
    }

    private void ReadPrometheusTail()
    {
        SkipBlanks(isRequired: false);
        if (_position < _text.Length && _text[_position] != '\n')
        {
            ReadOnlySpan<byte> rest = _text[_position..];
            int length = BlankOrEnd(rest);
            if (!System.Buffers.Text.Utf8Parser.TryParse(rest[..length], out long timestamp, out int used) || used != length)
            {
                throw Fail($"expected timestamp or new line, got \"{Show(rest[..length])}\"");
            }

            (HasTimestamp, Timestamp) = (true, timestamp);
            _position += length;
            SkipBlanks(isRequired: false);
        }

        EndLine();
    }

    private void ReadOpenMetricsTail()
    {
        if (_position >= _text.Length)
        {
            throw new ExpositionException(Line, "data does not end with # EOF");
        }

        SkipBlanks(isRequired: true);
        if (_position < _text.Length && _text[_position] != '#')
        {
            (TimestampSeconds, Timestamp) = ReadSeconds("timestamp");
            HasTimestamp = true;
            if (_position < _text.Length && _text[_position] == ' ')
            {
                _position++;
                if (_position >= _text.Length || _text[_position] != '#')
                {
                    throw Fail("expected an exemplar after the timestamp");
                }
            }
        }

        if (_position < _text.Length && _text[_position] == '#')
        {
            ReadExemplar();
        }

        EndLine();
    }

    private void ReadExemplar()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (!rest.StartsWith("# {"u8))
        {
            throw Fail("expected \"# {\" before an exemplar");
        }

        _position += 2;
        int end = SeriesScan.ScanLabels(_text[_position..], allowBlanks: false, allowName: false, out string? error);
        if (error is not null)
        {
            throw Fail("exemplar: " + error);
        }

        ExemplarLabels = _text.Slice(_position, end);
        _position += end;
        SkipBlanks(isRequired: true);
        rest = _text[_position..];
        if (!FloatText.TryRead(rest, out double value, out int length) || length == 0)
        {
            throw Fail($"expected an exemplar's value, got \"{Show(rest[..length])}\"");
        }

        ExemplarValue = value;
        ExemplarTimestamp = null;
        _position += length;
        if (_position < _text.Length && _text[_position] == ' ')
        {
            _position++;
            ExemplarTimestamp = ReadSeconds("exemplar timestamp").Milliseconds;
        }
    }

    private (double Seconds, long Milliseconds) ReadSeconds(string what)
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        if (!FloatText.TryRead(rest, out double seconds, out int length) || length == 0 || !double.IsFinite(seconds))
        {
            throw Fail($"invalid {what} \"{Show(rest[..length])}\"");
        }

        _position += length;

        // A double past the range saturates: such a time is then refused as too new.
        return (seconds, (long)(seconds * 1000));
    }

    private void EndLine()
    {
        if (_position >= _text.Length)
        {
            // A last line without its end is forgiven; OpenMetrics misses its # EOF then.
            return;
        }

        if (_text[_position] != '\n')
        {
            throw Fail($"unexpected data at the line's end: \"{Show(RestOfLine())}\"");
        }

        _position++;
        Line++;
    }

    private void SkipBlanks(bool isRequired)
    {
        if (_isOpenMetrics)
        {
            if (_position < _text.Length && _text[_position] == ' ')
            {
                _position++;
            }
            else if (isRequired)
            {
                throw Fail("expected one blank");
            }

            return;
        }

        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t')
        {
            _position++;
        }
    }

    private void SkipBlankLines()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t' or (byte)'\n')
        {
            Line += _text[_position++] == '\n' ? 1 : 0;
        }
    }

    private readonly ReadOnlySpan<byte> RestOfLine()
    {
        ReadOnlySpan<byte> rest = _text[_position..];
        int end = rest.IndexOf((byte)'\n');
        return end < 0 ? rest : rest[..end];
    }

    private static int BlankOrEnd(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)' ', (byte)'\n', (byte)'\t');
        return end < 0 ? text.Length : end;
    }

    private static string Show(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > 64 ? text[..64] : text);

    private readonly ExpositionException Fail(string reason)
    {
        int end = _text[_lineStart..].IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? _text[_lineStart..] : _text.Slice(_lineStart, end);
        return new ExpositionException(Line, $"{reason}, while parsing: \"{Show(line)}\"");
    }
}
