using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Vigia.Hosting;
using Vigia.Output;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;
using Vigia.Server.Hosting;

namespace Vigia.Users;

/// <summary>Works on the console's users of a data folder, whether or not a monitor runs on it.</summary>
internal static class UserWork
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Adds a user; without a password, one is made and printed, once.</summary>
    public static Task<int> AddAsync(
        ModuleSource source, Terminal terminal, string name, string role, string? password, CancellationToken cancellationToken) =>
        TryAsync(source, async users =>
        {
            UserRole parsed = AccessRoles.Parse(role);
            if (password is not null)
            {
                User added = await users.AddAsync(name, parsed, password, mustChange: false, Actor.Terminal, cancellationToken);
                terminal.Out.WriteLine($"User {added.Name} ({AccessRoles.Name(added.Role)}) is added.");
                return;
            }

            Show(terminal, await users.AddAsync(name, parsed, Actor.Terminal, cancellationToken));
        });

    /// <summary>Gives a user a new password; without one, it is made and printed, once. Ends the user's sessions.</summary>
    public static Task<int> PasswordAsync(ModuleSource source, Terminal terminal, string name, string? password, CancellationToken cancellationToken) =>
        TryAsync(source, async users =>
        {
            if (password is not null)
            {
                User changed = await users.SetPasswordAsync(name, password, mustChange: false, Actor.Terminal, cancellationToken);
                terminal.Out.WriteLine($"User {changed.Name} has the new password; sessions with the old one are over.");
                return;
            }

            Show(terminal, await users.ResetPasswordAsync(name, Actor.Terminal, cancellationToken));
        });

    public static Task<int> ListAsync(ModuleSource source, Terminal terminal, bool json) => TryAsync(source, users =>
    {
        IReadOnlyList<User> all = users.List();
        if (json)
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(all, Json));
        }
        else if (all.Count == 0)
        {
            terminal.Out.WriteLine("No users. The monitor's first start makes 'admin'; 'vigia user add NAME --role ROLE' adds one.");
        }
        else
        {
            TextTable.Write(terminal.Out, ["NAME", "ROLE", "STATE", "CREATED", "LAST LOGIN"], all.Select(user => (string[])
            [
                user.Name,
                AccessRoles.Name(user.Role),
                user.IsDisabled ? "disabled" : user.MustChangePassword ? "one-time password" : "active",
                TextTable.Date(user.CreatedAt),
                TextTable.Date(user.LastLoginAt),
            ]));
        }

        return Task.CompletedTask;
    });

    public static Task<int> SetDisabledAsync(ModuleSource source, Terminal terminal, string name, bool isDisabled) => TryAsync(source, users =>
    {
        User user = users.SetDisabled(name, isDisabled, Actor.Terminal);
        terminal.Out.WriteLine(isDisabled ? $"User {user.Name} is disabled, and the user's sessions are over." : $"User {user.Name} is enabled.");
        return Task.CompletedTask;
    });

    private static void Show(Terminal terminal, OneTimePassword made)
    {
        terminal.Out.WriteLine(made.Password);
        terminal.Error.WriteLine(
            $"The one-time password of {made.User.Name} ({AccessRoles.Name(made.User.Role)}). It is shown only now, and at the login with it another one has to be chosen.");
    }

    private static async Task<int> TryAsync(ModuleSource source, Func<UserDirectory, Task> work)
    {
        try
        {
            using UserDirectory users = UserDirectory.Open(MonitorPaths.Within(source.DataDirectory()).Root);
            await work(users);
            return ExitCodes.Success;
        }
        catch (AccessException exception)
        {
            throw new CommandException(exception.Message, innerException: exception);
        }
    }
}
