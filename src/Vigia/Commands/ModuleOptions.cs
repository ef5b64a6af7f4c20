using System.CommandLine;
using System.CommandLine.Parsing;
using Vigia.Hosting;

namespace Vigia.Commands;

/// <summary>The options that every command about a module takes: which configuration, which data.</summary>
internal sealed class ModuleOptions
{
    private readonly Option<DirectoryInfo> _config = new Option<DirectoryInfo>("--config")
    {
        Description = "The folder that holds appsettings.json. Default: ./config, or the one shipped with the program.",
        HelpName = "DIR",
    }.AcceptExistingOnly();

    private readonly Option<string?> _data = new("--data") { HelpName = "DIR" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Overrides a setting, for example Listeners:Http:Port=8081. May be repeated.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = _ => [],
    };

    public ModuleOptions(Command command, string dataDescription = "The folder of queue, messages and keys (Data:Path). Default: ./data")
    {
        _data.Description = dataDescription;
        _set.Validators.Add(RequirePairs);
        command.Options.Add(_config);
        command.Options.Add(_data);
        command.Options.Add(_set);
    }

    public string? Data(ParseResult parsed) => parsed.GetValue(_data);

    public ModuleSource Source(ParseResult parsed)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in parsed.GetValue(_set) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            settings[pair[..equals].Trim()] = pair[(equals + 1)..];
        }

        var source = ModuleSource.Resolve(parsed.GetValue(_config)?.FullName, settings);
        return parsed.GetValue(_data) is { } data ? source.WithDefaults(ModuleSource.DataSettings(data)) : source;
    }

    /// <summary>The same options for another process of this program.</summary>
    public IEnumerable<string> Arguments(ParseResult parsed)
    {
        if (parsed.GetValue(_config) is { } config)
        {
            yield return "--config";
            yield return config.FullName;
        }

        if (parsed.GetValue(_data) is { } data)
        {
            yield return "--data";
            yield return data;
        }

        foreach (string pair in parsed.GetValue(_set) ?? [])
        {
            yield return "--set";
            yield return pair;
        }
    }

    private static void RequirePairs(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0)
            {
                result.AddError($"--set wants KEY=VALUE, for example Listeners:Http:Port=8081, and got '{token.Value}'.");
            }
        }
    }
}
