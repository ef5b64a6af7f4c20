using System.Collections;
using System.Globalization;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>A growing buffer of characters, up to a bound past which text is dropped and the fact kept.</summary>
internal sealed class TextBuffer(int capacity)
{
    private const int MaxItems = 64;

    private char[] _buffer = new char[capacity];
    private int _length;

    public ReadOnlySpan<char> Written => _buffer.AsSpan(0, _length);

    /// <summary>The most that is kept.</summary>
    public int MaxLength { get; set; } = int.MaxValue;

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength - _length)
        {
            text = text[..Math.Max(0, MaxLength - _length)];
        }

        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    /// <summary>A value as a message shows it: invariant, lists joined by commas, nothing as <c>(null)</c>.</summary>
    public void AppendValue(object? value, string? format)
    {
        switch (value)
        {
            case null:
                Append("(null)");
                break;
            case string text:
                Append(text);
                break;
            case ISpanFormattable formattable:
                AppendFormattable(formattable, format);
                break;
            case IFormattable formattable:
                Append(formattable.ToString(format, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                AppendItems(items);
                break;
            default:
                Append(value.ToString());
                break;
        }
    }

    /// <summary>Puts blanks before or behind what was written since <paramref name="start"/>.</summary>
    public void Align(int start, int alignment)
    {
        int blanks = Math.Abs(alignment) - (_length - start);
        if (alignment == 0 || blanks <= 0)
        {
            return;
        }

        Room(blanks)[..blanks].Fill(' ');
        if (alignment > 0)
        {
            _buffer.AsSpan(start, _length - start).CopyTo(_buffer.AsSpan(start + blanks));
            _buffer.AsSpan(start, blanks).Fill(' ');
        }

        _length += blanks;
    }

    private void AppendItems(IEnumerable items)
    {
        int count = 0;
        foreach (object? item in items)
        {
            if (count++ == MaxItems)
            {
                Append(", …");
                return;
            }

            if (count > 1)
            {
                Append(", ");
            }

            Append(item is null ? "(null)" : item is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : item.ToString());
        }
    }

    private void AppendFormattable(ISpanFormattable value, string? format)
    {
        int room = 64;
        int written;
        while (!value.TryFormat(Room(room), out written, format, CultureInfo.InvariantCulture))
        {
            room *= 2;
        }

        _length += written;
    }

    public int Length => _length;

    private Span<char> Room(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + length));
        }

        return _buffer.AsSpan(_length);
    }
}
