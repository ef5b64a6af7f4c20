using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>
/// A growing buffer of JSON in UTF-8. Text beyond ASCII is written as it is; what could end a line or steer a terminal
/// (C0 and C1 controls, U+2028, U+2029) is escaped, and half surrogate pairs become U+FFFD.
/// </summary>
/// <remarks>Not <see cref="System.Text.Json.Utf8JsonWriter"/>, because an entry that turns out too long has to be taken back.</remarks>
internal sealed class JsonText(int capacity)
{
    private static readonly SearchValues<char> PlainAscii = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private byte[] _buffer = new byte[capacity];
    private long _second = -1;
    private readonly byte[] _secondText = new byte[19];

    public int Position { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Position);

    public int Capacity => _buffer.Length;

    public void Clear() => Position = 0;

    /// <summary>Takes back everything from <paramref name="position"/> on.</summary>
    public void Rewind(int position) => Position = position;

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Position += text.Length;
    }

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        Position++;
    }

    /// <summary>A number, or anything else whose text needs no escapes.</summary>
    public void Number<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        int written;
        int room = 32;
        while (!value.TryFormat(Room(room), out written, format, CultureInfo.InvariantCulture))
        {
            room *= 2;
        }

        Position += written;
    }

    /// <summary>
    /// RFC 3339 in UTC: <c>2024-01-01T00:00:00Z</c> on a whole second, else with microseconds, <c>2024-01-01T00:00:00.250000Z</c>.
    /// </summary>
    public void Timestamp(DateTimeOffset time)
    {
        long ticks = time.UtcTicks;
        long second = ticks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            time.UtcDateTime.TryFormat(_secondText, out _, "s", CultureInfo.InvariantCulture);
            _second = second;
        }

        Raw(_secondText);
        int micros = (int)(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        if (micros != 0)
        {
            Span<byte> fraction = Room(7);
            fraction[0] = (byte)'.';
            for (int i = 6; i >= 1; i--)
            {
                (micros, int digit) = Math.DivRem(micros, 10);
                fraction[i] = (byte)('0' + digit);
            }

            Position += 7;
        }

        Byte((byte)'Z');
    }

    /// <summary>A quoted string of at most <paramref name="maxChars"/> characters; a cut is marked with how many are missing.</summary>
    public void String(ReadOnlySpan<char> text, int maxChars)
    {
        Byte((byte)'"');
        int cut = 0;
        if (text.Length > maxChars)
        {
            int keep = maxChars > 0 && char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars;
            cut = text.Length - keep;
            text = text[..keep];
        }

        Escaped(text);
        if (cut > 0)
        {
            Raw("…(+"u8);
            Number(cut);
            Raw(")"u8);
        }

        Byte((byte)'"');
    }

    /// <summary>As <see cref="String"/>, but cut further where the buffer would grow past <paramref name="limit"/>.</summary>
    public void StringWithin(ReadOnlySpan<char> text, int maxChars, int limit)
    {
        int start = Position;
        String(text, maxChars);
        if (Position > limit)
        {
            Rewind(start);
            // Six bytes (\u0000) are the most that a character takes.
            String(text, Math.Min(maxChars, Math.Max(16, (limit - start - 20) / 6)));
        }
    }

    /// <summary>The text without quotes, its controls escaped as in a string; quotes and backslashes stay.</summary>
    public void Plain(ReadOnlySpan<char> text, int maxChars)
    {
        foreach (Rune rune in text[..Math.Min(text.Length, maxChars)].EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                Special([(char)rune.Value]);
            }
            else
            {
                Position += rune.EncodeToUtf8(Room(4));
            }
        }
    }

    private void Escaped(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(PlainAscii);
            if (plain != 0)
            {
                ReadOnlySpan<char> run = plain < 0 ? text : text[..plain];
                Ascii.FromUtf16(run, Room(run.Length), out int written);
                Position += written;
                if (plain < 0)
                {
                    return;
                }

                text = text[plain..];
            }

            text = text[Special(text)..];
        }
    }

    /// <returns>How many characters were taken.</returns>
    private int Special(ReadOnlySpan<char> text)
    {
        char c = text[0];
        switch (c)
        {
            case '"':
                Raw("\\\""u8);
                return 1;
            case '\\':
                Raw("\\\\"u8);
                return 1;
            case '\n':
                Raw("\\n"u8);
                return 1;
            case '\r':
                Raw("\\r"u8);
                return 1;
            case '\t':
                Raw("\\t"u8);
                return 1;
            case < ' ' or (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029':
                Raw("\\u"u8);
                Number((int)c, "x4");
                return 1;
            default:
                OperationStatus status = Rune.DecodeFromUtf16(text, out Rune rune, out int taken);
                Position += (status == OperationStatus.Done ? rune : Rune.ReplacementChar).EncodeToUtf8(Room(4));
                return Math.Max(1, taken);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - Position < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Position + bytes));
        }

        return _buffer.AsSpan(Position);
    }
}
