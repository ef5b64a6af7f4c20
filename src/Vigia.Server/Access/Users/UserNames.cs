using System.Diagnostics.CodeAnalysis;

namespace Vigia.Server.Access.Users;

/// <summary>What a user's name may be: 1 to 64 of <c>a-z 0-9 . _ - @</c>, beginning with a letter or digit. Upper case counts as lower.</summary>
public static class UserNames
{
    /// <summary>The most characters of a name.</summary>
    public const int MaxLength = 64;

    /// <summary>Brings what was typed into the form that is kept. False: it can be nobody's name.</summary>
    public static bool TryNormalize(string? typed, [NotNullWhen(true)] out string? name)
    {
        name = typed?.Trim().ToLowerInvariant();
        if (name is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(name[0])
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@'))
        {
            return true;
        }

        name = null;
        return false;
    }

    internal static string Normalize(string? typed) => TryNormalize(typed, out string? name)
        ? name
        : throw new AccessException(AccessErrors.NameInvalid, $"name: 1 to {MaxLength} letters, digits, dots, underscores, hyphens or @, beginning with a letter or digit.");
}
