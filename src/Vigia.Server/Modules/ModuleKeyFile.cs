namespace Vigia.Server.Modules;

/// <summary>The API key in its file, read again when the file changes. Thread safe.</summary>
internal sealed class ModuleKeyFile(string path)
{
    private const int MaxLength = 4_096;

    private volatile Reading? _last;

    /// <summary>The key.</summary>
    /// <exception cref="IOException">There is no such file, it cannot be read, or it holds no key; the message says what to do.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new IOException(
                $"There is no key for the module: {path} is missing. 'vigia run' makes it; for a module on another machine make a key there with "
                + "'vigia key create' and name its file in Monitor:Module:ApiKeyFile.");
        }

        (DateTime, long) stamp = (file.LastWriteTimeUtc, file.Length);
        if (_last is { } last && last.Stamp == stamp)
        {
            return last.Key;
        }

        if (file.Length > MaxLength)
        {
            throw new IOException($"{path} has {file.Length} bytes; a file with a key has {MaxLength} at most.");
        }

        string key = await ReadTextAsync(cancellationToken);
        if (key.Length == 0 || key.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || !char.IsAscii(c)))
        {
            throw new IOException($"{path} holds no key: it has one line, as 'vigia key create' prints it.");
        }

        _last = new Reading(stamp, key);
        return key;
    }

    private async Task<string> ReadTextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{path} may not be read by the user that the monitor runs as.", exception);
        }
    }

    private sealed record Reading((DateTime Changed, long Length) Stamp, string Key);
}
