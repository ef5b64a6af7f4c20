using Vigia.Integration.Processing.Mapping;

namespace Vigia.Integration.Processing.Routes;

/// <summary>The files that routes name, relative to the module's folder; notes each that is read.</summary>
internal sealed class RouteFiles(string root)
{
    /// <summary>Bytes of a schema, template or lookup table.</summary>
    private const int MaxFileBytes = 16 * 1024 * 1024;

    private readonly Dictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);

    public IReadOnlyList<FileStamp> Stamps => [.. _stamps.Values];

    public string Resolve(string path) => Path.GetFullPath(path, root);

    /// <summary>As <see cref="Resolve"/>, for a file that someone else reads.</summary>
    public string Note(string path)
    {
        string full = Resolve(path);
        _stamps[full] = FileStamp.Of(full);
        return full;
    }

    /// <exception cref="MappingSyntaxException">It cannot be read.</exception>
    public async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string full = Resolve(path);
        FileStamp stamp = _stamps[full] = FileStamp.Of(full);
        if (stamp.Length > MaxFileBytes)
        {
            throw new MappingSyntaxException($"'{full}' has {stamp.Length} bytes; at most {MaxFileBytes} are read.");
        }

        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(full, cancellationToken);
            return bytes is [0xEF, 0xBB, 0xBF, .. byte[] rest] ? rest : bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MappingSyntaxException($"'{full}' cannot be read: {exception.Message}");
        }
    }
}
