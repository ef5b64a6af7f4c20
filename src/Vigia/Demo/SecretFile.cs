namespace Vigia.Demo;

/// <summary>A file for its owner only, which lives as long as this.</summary>
internal sealed class SecretFile : IDisposable
{
    public SecretFile(string path, string content)
    {
        Path = path;
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
