using System.CommandLine;
using Vigia.Hosting;
using Vigia.Integration.Access.Keys;
using Vigia.Keys;
using Vigia.Output;

namespace Vigia.Commands;

/// <summary><c>vigia key create|list|revoke</c></summary>
internal static class KeyCommand
{
    private static readonly string[] CreateExamples =
    [
        "vigia key create billing",
        "vigia key create sensors --types 'estoque.*' --protocols mqtt --expires 90d",
        "vigia key create dashboard --scopes messages:read,deadletters:read",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("key", "Make, list, replace and revoke API keys. A running module knows of a change within a second.");
        command.Add(CreateCreate(terminal, help));
        command.Add(CreateList(terminal));
        command.Add(CreateRotate(terminal));
        command.Add(CreateRevoke(terminal));
        return command;
    }

    private static Command CreateCreate(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("create", "Make a key. It is printed once and kept only as a hash.");
        var name = new Argument<string>("NAME") { Description = "Whose key it is." };
        Option<string[]> scopes = Names("--scopes", $"What its holder may do: {string.Join(", ", ApiKeys.AllScopes)}. Default: messages:send");
        Option<string[]> types = Names("--types", "Message types that it may send, exact or with * at the end. Default: every type");
        Option<string[]> protocols = Names("--protocols", "Protocols that it may use: http, websocket, mqtt. Default: every one");
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "How long it is good for: 90d, 12h, 30m. Default: until it is revoked",
            HelpName = "TIME",
            CustomParser = result => KeyLifetime.Parse(result.Tokens[0].Value, result.AddError),
        };
        command.Arguments.Add(name);
        command.Options.Add(scopes);
        command.Options.Add(types);
        command.Options.Add(protocols);
        command.Options.Add(expires);
        var module = new ModuleOptions(command);
        help.Set(command, CreateExamples);
        command.SetAction(parsed => KeyWork.Create(module.Source(parsed), terminal, new ApiKeyRequest
        {
            Name = parsed.GetRequiredValue(name),
            Scopes = parsed.GetValue(scopes) ?? [],
            Types = parsed.GetValue(types) ?? [],
            Protocols = parsed.GetValue(protocols) ?? [],
            Lifetime = parsed.GetValue(expires),
        }));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "List the keys, revoked ones too; never their secrets.");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        command.Options.Add(json);
        var module = new ModuleOptions(command);
        command.SetAction(parsed => KeyWork.List(module.Source(parsed), terminal, parsed.GetValue(json)));
        return command;
    }

    private static Command CreateRotate(Terminal terminal)
    {
        var command = new Command("rotate", "Make a key in the place of another: same name, rights and length of life. The other one is refused from now on.");
        var id = new Argument<string>("ID") { Description = $"The key's id or name; {ConsoleKeyFile.KeyName} is the one of the console beside the module." };
        command.Arguments.Add(id);
        var module = new ModuleOptions(command);
        command.SetAction(parsed => KeyWork.Rotate(module.Source(parsed), terminal, parsed.GetRequiredValue(id)));
        return command;
    }

    private static Command CreateRevoke(Terminal terminal)
    {
        var command = new Command("revoke", "Revoke a key: whoever shows it is refused from now on.");
        var id = new Argument<string>("ID") { Description = "The key's id or name, as 'vigia key list' shows them." };
        command.Arguments.Add(id);
        var module = new ModuleOptions(command);
        command.SetAction(parsed => KeyWork.Revoke(module.Source(parsed), terminal, parsed.GetRequiredValue(id)));
        return command;
    }

    private static Option<string[]> Names(string option, string description) => new(option)
    {
        Description = description,
        HelpName = "A,B",
        CustomParser = result =>
            [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };
}
