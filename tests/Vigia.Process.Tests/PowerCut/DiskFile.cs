namespace Vigia.Process.Tests.PowerCut;

/// <summary>One file as the disk has it, and what was written since its last sync.</summary>
internal sealed class DiskFile(byte[] content)
{
    private const int Sector = 512;

    private readonly List<Change> _pending = [];
    private byte[] _durable = content;

    public void Write(long offset, ReadOnlySpan<byte> bytes) => _pending.Add(new Change(offset, bytes.ToArray()));

    public void Truncate(long length) => _pending.Add(new Change(length, null));

    public void Sync()
    {
        var content = new MemoryStream();
        content.Write(_durable);
        foreach (Change change in _pending)
        {
            Apply(content, change, keep: null);
        }

        _durable = content.ToArray();
        _pending.Clear();
    }

    /// <summary>Loses what was not synced, and never tells.</summary>
    public void Forget() => _pending.Clear();

    /// <summary>What a reader finds after the power came back: all that was synced, and any part of what was not.</summary>
    public byte[] Survive(Random random)
    {
        var content = new MemoryStream();
        content.Write(_durable);

        // Now and then a disk has kept all or nothing; in between, each write and each sector has a fate of its own.
        int mood = random.Next(10);
        foreach (Change change in _pending)
        {
            switch (mood == 0 ? 0 : mood == 1 ? 1 : random.Next(3))
            {
                case 0:
                    Apply(content, change, keep: null);
                    break;
                case 1:
                    break;
                default:
                    Apply(content, change, keep: random);
                    break;
            }
        }

        return content.ToArray();
    }

    /// <summary>Writes the change; with <paramref name="keep"/>, only some of its sectors.</summary>
    private static void Apply(MemoryStream content, Change change, Random? keep)
    {
        if (change.Bytes is null)
        {
            if (keep is null || keep.Next(2) == 0)
            {
                content.SetLength(Math.Min(content.Length, change.Offset));
            }

            return;
        }

        int from = 0;
        while (from < change.Bytes.Length)
        {
            int length = (int)Math.Min(change.Bytes.Length - from, Sector - ((change.Offset + from) % Sector));
            if (keep is null || keep.Next(2) == 0)
            {
                content.Position = change.Offset + from;
                content.Write(change.Bytes, from, length);
            }

            from += length;
        }
    }

    /// <summary>A write, or without bytes a truncation to the offset.</summary>
    private readonly record struct Change(long Offset, byte[]? Bytes);
}
