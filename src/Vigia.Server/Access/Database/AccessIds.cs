using System.Security.Cryptography;

namespace Vigia.Server.Access.Database;

/// <summary>Ids of what access knows: a letter that says what it is, and 40 random bits. They name, they are no secret.</summary>
internal static class AccessIds
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Create(char kind) => kind + "_" + RandomNumberGenerator.GetString(Alphabet, 8);
}
