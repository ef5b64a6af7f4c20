using System.Security.Cryptography;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;
using Vigia.Server.Hosting;

namespace Vigia.Demo;

/// <summary>Who looks at a demo: an editor with a password that is new at each start. The administrator is made as in earnest.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Password">What to type below it.</param>
internal sealed record DemoUser(string Name, string Password)
{
    private const string UserName = "demo";
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>Makes the user, or gives the one of an earlier demo a new password. A running monitor knows within a second.</summary>
    public static async Task<DemoUser> MakeAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        string password = string.Join('-', Enumerable.Range(0, 3).Select(static _ => RandomNumberGenerator.GetString(Alphabet, 5)));
        using UserDirectory users = UserDirectory.Open(MonitorPaths.Within(dataDirectory).Root);
        if (users.Find(UserName) is null)
        {
            await users.AddAsync(UserName, UserRole.Editor, password, mustChange: false, Actor.Terminal, cancellationToken);
        }
        else
        {
            await users.SetPasswordAsync(UserName, password, mustChange: false, Actor.Terminal, cancellationToken);
        }

        return new DemoUser(UserName, password);
    }
}
