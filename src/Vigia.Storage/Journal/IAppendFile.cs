namespace Vigia.Storage.Journal;

/// <summary>A file that only grows. Not thread-safe; disposing syncs nothing.</summary>
internal interface IAppendFile : IDisposable
{
    /// <summary>How many bytes were written.</summary>
    long Length { get; }

    /// <summary>Appends all bytes. After an error some of them may be in the file.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Puts all that was written on disk.</summary>
    void Sync();
}
