using Microsoft.Extensions.Configuration;

namespace Vigia.Integration;

/// <summary>Where the module's settings come from.</summary>
public static class ModuleConfiguration
{
    /// <summary>Environment variables that start so are settings: <c>VIGIA__Listeners__Http__Port</c>.</summary>
    public const string EnvironmentPrefix = "VIGIA__";

    /// <summary>The file in the configuration's folder.</summary>
    public const string FileName = "appsettings.json";

    /// <summary>
    /// Adds the module's sources, later ones first: <paramref name="settings"/>, environment variables,
    /// <c>appsettings.json</c>. The file may be missing and is read again when it changes.
    /// </summary>
    /// <param name="configuration">What to add to.</param>
    /// <param name="directory">The folder that holds the file; a relative one lies below the configuration's base path.</param>
    /// <param name="settings">Settings that override all others, for example from the command line.</param>
    public static IConfigurationBuilder AddModuleConfiguration(
        this IConfigurationBuilder configuration, string directory, IEnumerable<KeyValuePair<string, string?>>? settings = null) =>
        configuration
            .AddJsonFile(Path.Combine(directory, FileName), optional: true, reloadOnChange: true)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(settings ?? []);
}
