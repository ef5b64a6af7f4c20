namespace Vigia.Fuzz.Inputs;

/// <summary>
/// Makes broken inputs out of sound ones: a few changes each, the same ones for the same seed. What afl-fuzz does without
/// its knowledge of the code, for a test that has seconds.
/// </summary>
internal sealed class InputMutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxBytes = 16 * 1024;

    private static readonly byte[][] Words =
    [
        [0x00], [0xFF], [0x7F], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFF, 0xFF, 0x7F],
        "\\ud800"u8.ToArray(), "\\u0000"u8.ToArray(), "\""u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(),
        ","u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "1e999"u8.ToArray(), "-0"u8.ToArray(), "9223372036854775808"u8.ToArray(),
        "null"u8.ToArray(), "[[[[[[[[[[[[[[[["u8.ToArray(), "=:"u8.ToArray(), ";q=0"u8.ToArray(), "{{"u8.ToArray(), "}}"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        List<byte> input = [.. Pick(corpus)];
        for (int changes = _random.Next(1, 6); changes > 0; changes--)
        {
            Change(input);
        }

        return input.Count > MaxBytes ? [.. input.Take(MaxBytes)] : [.. input];
    }

    private void Change(List<byte> input)
    {
        int at = _random.Next(input.Count + 1);
        int length = _random.Next(1 + Math.Min(input.Count - at, 1 << _random.Next(9)));
        switch (_random.Next(7))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                byte[] piece = [.. input.GetRange(at, length)];
                for (int times = _random.Next(1, 9); times > 0; times--)
                {
                    input.InsertRange(at, piece);
                }

                break;
            case 4:
                byte[] other = Pick(corpus);
                int from = _random.Next(other.Length + 1);
                input.InsertRange(at, other.AsSpan(from, _random.Next(other.Length - from + 1)).ToArray());
                break;
            case 5:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                input.InsertRange(at, Pick(Words));
                break;
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> from) => from[_random.Next(from.Count)];
}
