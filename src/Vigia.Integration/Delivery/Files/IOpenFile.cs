namespace Vigia.Integration.Delivery.Files;

/// <summary>An open file of an <see cref="IFileDisk"/>. Used by one thread at a time.</summary>
internal interface IOpenFile : IDisposable
{
    long Length { get; }

    /// <summary>Returns the count of bytes read, 0 at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset);

    void SetLength(long length);

    /// <summary>Returns once all that was written, and the length, are on disk.</summary>
    void Sync();
}
