using System.CommandLine;
using Vigia.Output;
using Vigia.Server.Access;
using Vigia.Users;

namespace Vigia.Commands;

/// <summary><c>vigia user add|passwd|list|disable|enable</c></summary>
internal static class UserCommand
{
    private static readonly string[] AddExamples =
    [
        "vigia user add maria --role editor",
        "vigia user add maria --role editor --password-stdin < password.txt",
    ];

    public static Command Create(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("user", "Add, list, disable and enable users of the monitor's console. A running monitor knows of a change within a second.");
        command.Add(CreateAdd(terminal, help));
        command.Add(CreatePassword(terminal));
        command.Add(CreateList(terminal));
        command.Add(CreateSetDisabled(terminal, "disable", "Disable a user: sessions end, and nobody logs in by this name.", isDisabled: true));
        command.Add(CreateSetDisabled(terminal, "enable", "Enable a user again.", isDisabled: false));
        return command;
    }

    private static Command CreateAdd(Terminal terminal, ExamplesHelpAction help)
    {
        var command = new Command("add", "Add a user. Without a password, one is made, printed once, and has to be changed at the first login.");
        Argument<string> name = Name();
        var role = new Option<string>("--role")
        {
            Description = $"What the user may do: {string.Join(", ", AccessRoles.All)}.",
            HelpName = "ROLE",
            Required = true,
        }.AcceptOnlyFromAmong([.. AccessRoles.All]);
        command.Arguments.Add(name);
        command.Options.Add(role);
        var password = new PasswordOptions(command);
        var module = new ModuleOptions(command);
        help.Set(command, AddExamples);
        command.SetAction(async (parsed, cancellationToken) => await UserWork.AddAsync(
            module.Source(parsed),
            terminal,
            parsed.GetRequiredValue(name),
            parsed.GetRequiredValue(role),
            await password.ReadAsync(parsed, cancellationToken),
            cancellationToken));
        return command;
    }

    private static Command CreatePassword(Terminal terminal)
    {
        var command = new Command("passwd", "Give a user a new password. Without one, it is made, printed once, and has to be changed at the next login.");
        Argument<string> name = Name();
        command.Arguments.Add(name);
        var password = new PasswordOptions(command);
        var module = new ModuleOptions(command);
        command.SetAction(async (parsed, cancellationToken) => await UserWork.PasswordAsync(
            module.Source(parsed), terminal, parsed.GetRequiredValue(name), await password.ReadAsync(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        var command = new Command("list", "List the users.");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        command.Options.Add(json);
        var module = new ModuleOptions(command);
        command.SetAction((parsed, _) => UserWork.ListAsync(module.Source(parsed), terminal, parsed.GetValue(json)));
        return command;
    }

    private static Command CreateSetDisabled(Terminal terminal, string verb, string description, bool isDisabled)
    {
        var command = new Command(verb, description);
        Argument<string> name = Name();
        command.Arguments.Add(name);
        var module = new ModuleOptions(command);
        command.SetAction((parsed, _) => UserWork.SetDisabledAsync(module.Source(parsed), terminal, parsed.GetRequiredValue(name), isDisabled));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The user's name." };
}
