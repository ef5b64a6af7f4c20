namespace Vigia.Integration.Delivery.Files;

/// <summary>Finds how much of a file of lines is whole after a crash.</summary>
internal static class WholeLines
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>
    /// The length up to the end of the last line before anything that was cut off. A power cut leaves zeros where sectors of
    /// the last, unsynced write never reached the disk, even in front of others that did; lines of JSON hold no zero byte,
    /// and what stands behind the first was never acknowledged.
    /// </summary>
    public static long Measure(IOpenFile file)
    {
        byte[] buffer = new byte[BufferBytes];
        long whole = 0;
        long offset = 0;
        while (file.Read(buffer, offset) is var count and > 0)
        {
            ReadOnlySpan<byte> read = buffer.AsSpan(0, count);
            int zero = read.IndexOf((byte)0);
            int feed = (zero < 0 ? read : read[..zero]).LastIndexOf((byte)'\n');
            whole = feed < 0 ? whole : offset + feed + 1;
            if (zero >= 0)
            {
                break;
            }

            offset += count;
        }

        return whole;
    }
}
