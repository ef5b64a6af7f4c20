namespace Vigia.Server.Modules;

/// <summary>The module whose messages the console shows. Section <c>Monitor:Module</c>.</summary>
internal sealed class ModuleOptions
{
    /// <summary>Where its HTTP API is, for example <c>https://integration.example:8080</c>; null: where <c>Listeners:http</c> of the same settings says. <c>http</c> only on loopback.</summary>
    public string? Address { get; set; }

    /// <summary>The file that holds the API key; null: <c>console.key</c> in the data folder, which <c>vigia run</c> makes. Read again when it changes.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>A PEM file of the authorities that may sign the module's certificate; null: the system's.</summary>
    public string? CaPath { get; set; }

    /// <summary>How long one answer may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);
}
