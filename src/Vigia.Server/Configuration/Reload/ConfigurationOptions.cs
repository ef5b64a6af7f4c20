namespace Vigia.Server.Configuration.Reload;

/// <summary>Where the monitor's configuration is.</summary>
internal sealed class ConfigurationOptions
{
    /// <summary>The <c>prometheus.yml</c>; relative to the folder that the program is started in.</summary>
    public string Path { get; set; } = "config/prometheus.yml";

    /// <summary>How often to look whether it changed; zero never looks.</summary>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(2);
}
