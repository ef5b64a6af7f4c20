using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Vigia.Integration;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>What a module is built from.</summary>
/// <param name="ConfigDirectory">The folder that holds <c>appsettings.json</c>, absolute.</param>
/// <param name="Settings">Overrides from the command line.</param>
internal sealed record ModuleSource(string ConfigDirectory, IReadOnlyDictionary<string, string?> Settings)
{
    public string ConfigFile => Path.Combine(ConfigDirectory, ModuleConfiguration.FileName);

    private static string ShippedDirectory => Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>What comes with the program: every setting with its default.</summary>
    public static ModuleSource Shipped() => new(ShippedDirectory, new Dictionary<string, string?>());

    /// <summary>Everything that goes by the data folder.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> DataSettings(string directory) =>
        [new("Data:Path", directory), new("Instrumentation:Metrics:DataPath", directory)];

    public static ModuleSource Resolve(string? configDirectory, IReadOnlyDictionary<string, string?> settings)
    {
        if (configDirectory is not null)
        {
            if (!File.Exists(Path.Combine(configDirectory, ModuleConfiguration.FileName)))
            {
                throw new CommandException(
                    $"{configDirectory} holds no {ModuleConfiguration.FileName}.",
                    $"Name a folder that does with --config, or copy {Path.Combine(ShippedDirectory, ModuleConfiguration.FileName)} there and edit it.",
                    ExitCodes.Usage);
            }

            return new ModuleSource(Path.GetFullPath(configDirectory), settings);
        }

        string local = Path.GetFullPath("config");
        return new ModuleSource(File.Exists(Path.Combine(local, ModuleConfiguration.FileName)) ? local : ShippedDirectory, settings);
    }

    /// <summary>The same with more settings, which the given ones still override.</summary>
    public ModuleSource WithDefaults(IEnumerable<KeyValuePair<string, string?>> defaults)
    {
        var merged = new Dictionary<string, string?>(defaults, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in Settings)
        {
            merged[key] = value;
        }

        return this with { Settings = merged };
    }

    /// <summary>The settings as the module will see them.</summary>
    public IConfigurationRoot Configuration() => new ConfigurationBuilder().AddModuleConfiguration(ConfigDirectory, Settings).Build();

    public string DataDirectory() => Path.GetFullPath(Configuration()["Data:Path"] is { Length: > 0 } path ? path : "data");

    /// <summary>Builds the module, ready to start.</summary>
    public WebApplication Build(Action<WebApplicationBuilder> configure) =>
        ModuleHost.Build(Directory.GetCurrentDirectory(), Settings, configure, ConfigDirectory);
}
