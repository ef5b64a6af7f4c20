namespace Vigia.Server.Hosting;

/// <summary>Where the monitor keeps what. A relative data folder lies below the working directory.</summary>
/// <param name="Root">The monitor's data folder, absolute.</param>
public sealed record MonitorPaths(string Root)
{
    /// <summary>The monitor's own folder within the program's data folder.</summary>
    public const string FolderName = "monitor";

    /// <summary>The paths within the program's data folder.</summary>
    public static MonitorPaths Within(string dataFolder) => new(Path.GetFullPath(Path.Combine(dataFolder, FolderName)));

    /// <summary>A file of the monitor's.</summary>
    public string File(string name) => Path.Combine(Root, name);
}
