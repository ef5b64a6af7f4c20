using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Vigia.Storage.Journal;

namespace Vigia.Fuzz.Targets;

/// <summary>A segment of a journal, as a disk may give it back.</summary>
internal sealed class JournalSegmentTarget : IFuzzTarget, IFiles
{
    private byte[] _input = [];

    public string Name => "journal-segment";

    public int BaseBytes => 64 << 10;

    public int BytesPerInputByte => 64;

    public void Run(byte[] input)
    {
        _input = input;
        long bytes = 0;
        var reader = new JournalReader(this, "journal", NullLogger.Instance);
        reader.Read(payload => bytes += payload.Length + JournalFormat.FrameBytes, default);
        if (bytes > input.Length)
        {
            throw new FuzzFindingException("More was read than there is.");
        }
    }

    /// <summary>The input, once as a segment and once as a checkpoint, of the number that its header says.</summary>
    public IReadOnlyList<string> List(string folder)
    {
        long number = _input.Length < JournalFormat.HeaderBytes ? 1 : BinaryPrimitives.ReadInt64LittleEndian(_input.AsSpan(16)) & int.MaxValue;
        return [JournalFormat.FileName(number, JournalFormat.SegmentExtension), JournalFormat.FileName(number, JournalFormat.CheckpointExtension)];
    }

    public Stream OpenRead(string path) => new MemoryStream(_input, writable: false);

    public IAppendFile Create(string path) => throw Changed();

    public void Rename(string from, string to) => throw Changed();

    public void Link(string from, string to) => throw Changed();

    public void Delete(string path) => throw Changed();

    public void CreateFolder(string path) => throw Changed();

    public void SyncFolder(string path) => throw Changed();

    private static FuzzFindingException Changed() => new("Reading a journal changes the disk.");
}
