namespace Vigia.Server.Exposition;

/// <summary>Writes a series as the text format does, into a buffer that is used again: a key that can be read back. Not thread-safe.</summary>
internal sealed class SeriesTextWriter
{
    private byte[] _buffer = new byte[512];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    public void Truncate(int length) => _length = length;

    public void Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    /// <summary>Text in quotes, escaped.</summary>
    public void Quoted(ReadOnlySpan<byte> text)
    {
        Span<byte> room = Room((text.Length * 2) + 2);
        int i = 0;
        room[i++] = (byte)'"';
        foreach (byte b in text)
        {
            if (b is (byte)'"' or (byte)'\\' or (byte)'\n')
            {
                room[i++] = (byte)'\\';
            }

            room[i++] = b == '\n' ? (byte)'n' : b;
        }

        room[i++] = (byte)'"';
        _length += i;
    }

    /// <summary>A label, with a comma before it unless a brace stands there.</summary>
    public void Label(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_buffer[_length - 1] != '{')
        {
            Raw(","u8);
        }

        // Quoted in any case: whether a name needs it would have to be looked up each time.
        Quoted(name);
        Raw("="u8);
        Quoted(value);
    }

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + length));
        }

        return _buffer.AsSpan(_length);
    }
}
