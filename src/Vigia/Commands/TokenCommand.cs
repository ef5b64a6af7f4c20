using System.CommandLine;
using Vigia.Keys;
using Vigia.Output;
using Vigia.Server.Access;
using Vigia.Tokens;

namespace Vigia.Commands;

/// <summary><c>vigia token create|list|revoke</c></summary>
internal static class TokenCommand
{
    private static readonly string[] CreateExamples =
    [
        "vigia token create grafana",
        "vigia token create agent --scopes metrics:write --expires 365d",
        "vigia token create deploy --scopes admin",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("token", "Make, list and revoke API tokens of the monitor. A running monitor knows of a change within a second.");
        command.Add(CreateCreate(terminal, help));
        command.Add(CreateList(terminal));
        command.Add(CreateRevoke(terminal));
        return command;
    }

    private static Command CreateCreate(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("create", "Make a token. It is printed once and kept only as a hash.");
        var name = new Argument<string>("NAME") { Description = "Whose token it is." };
        var scopes = new Option<string[]>("--scopes")
        {
            Description = $"What its holder may do: {string.Join(", ", AccessScopes.All)}. Default: {AccessScopes.ReadMetrics}",
            HelpName = "A,B",
            CustomParser = result =>
                [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "How long it is good for: 90d, 12h, 30m. Default: until it is revoked",
            HelpName = "TIME",
            CustomParser = result => KeyLifetime.Parse(result.Tokens[0].Value, result.AddError),
        };
        command.Arguments.Add(name);
        command.Options.Add(scopes);
        command.Options.Add(expires);
        var module = new ModuleOptions(command);
        help.Set(command, CreateExamples);
        command.SetAction(parsed =>
            TokenWork.Create(module.Source(parsed), terminal, parsed.GetRequiredValue(name), parsed.GetValue(scopes) ?? [], parsed.GetValue(expires)));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "List the tokens, revoked ones too; never their secrets.");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        command.Options.Add(json);
        var module = new ModuleOptions(command);
        command.SetAction(parsed => TokenWork.List(module.Source(parsed), terminal, parsed.GetValue(json)));
        return command;
    }

    private static Command CreateRevoke(Terminal terminal)
    {
        var command = new Command("revoke", "Revoke a token: whoever shows it is refused from now on.");
        var id = new Argument<string>("ID") { Description = "The token's id or name, as 'vigia token list' shows them." };
        command.Arguments.Add(id);
        var module = new ModuleOptions(command);
        command.SetAction(parsed => TokenWork.Revoke(module.Source(parsed), terminal, parsed.GetRequiredValue(id)));
        return command;
    }
}
