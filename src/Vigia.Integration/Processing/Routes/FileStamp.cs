namespace Vigia.Integration.Processing.Routes;

/// <summary>A file as it was when it was read. The size beside the time sees a second change within the clock's grain.</summary>
internal sealed record FileStamp(string Path, DateTime ChangedAt, long Length)
{
    public bool IsCurrent => this == Of(Path);

    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(path, file.LastWriteTimeUtc, file.Length) : new FileStamp(path, default, -1);
    }
}
