namespace Vigia.Integration.Lifecycle;

/// <summary>Where the module keeps its state. Section <c>Data</c>.</summary>
internal sealed class DataOptions
{
    /// <summary>The folder; made with mode 0700 where it is missing. Relative to the working directory.</summary>
    public string Path { get; set; } = "data";

    public string FileFor(string name) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, name));
}
