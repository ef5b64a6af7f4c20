using System.Security.Cryptography;

namespace Vigia.Server.Access.Users;

/// <summary>A password that was just made, to be shown once: at the first login with it another one has to be chosen.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="Password">Four groups of five characters that are hard to mistake for each other; 99 random bits.</param>
public sealed record OneTimePassword(User User, string Password)
{
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz2345679";

    internal static string Create() =>
        string.Join('-', Enumerable.Range(0, 4).Select(static _ => RandomNumberGenerator.GetString(Alphabet, 5)));
}
