using Vigia.Instrumentation.Logging.Lines;

namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>Tells by a field's name what may be shown of its value. Immutable.</summary>
internal sealed class FieldPolicy
{
    private static readonly string[] SecretNames =
    [
        "password", "passwd", "passphrase", "pwd", "senha", "secret", "segredo", "client_secret", "secret_id", "token", "jwt",
        "api_key", "access_key", "private_key", "signing_key", "encryption_key", "account_key", "mask_key", "credential", "credentials", "credencial", "bearer",
    ];

    private static readonly string[] HeaderNames = ["authorization", "cookie"];

    private static readonly HashSet<string> UserNames = new(StringComparer.Ordinal)
    {
        "user_id", "user", "user_name", "username", "userid", "usuario", "usuario_id", "login", "subject", "sub", "uid",
    };

    /// <summary>A last word that makes a name tell about a secret without being one: <c>token_type</c>, <c>tokens_expired</c>.</summary>
    private static readonly HashSet<string> HarmlessEndings = new(StringComparer.Ordinal)
    {
        "count", "total", "type", "kind", "length", "size", "age", "seconds", "ms", "expired", "expires", "expiry", "at", "in",
        "valid", "present", "id", "lifetime", "ttl", "status",
    };

    private readonly string[] _configured;
    private readonly bool _maskUserIds;

    /// <param name="configured">Further names whose values are never shown.</param>
    /// <param name="maskUserIds">Whether user ids are masked.</param>
    public FieldPolicy(IEnumerable<string> configured, bool maskUserIds)
    {
        _configured = [.. configured.Select(static name => SnakeCase.Convert(name.Trim()))];
        _maskUserIds = maskUserIds;
    }

    /// <summary>Words of which at least one is in a text that names a secret field, in any case.</summary>
    public IEnumerable<string> Words =>
    [
        "passw", "passphrase", "pwd", "senha", "secret", "segredo", "token", "jwt", "key", "credenti", "credenci", "bearer", "authoriz", "cookie",
        .. _configured.Select(LongestWord),
        .. _maskUserIds ? (string[])["user", "usuario", "login", "sub", "uid"] : [],
    ];

    /// <param name="name">The name as written or in snake case.</param>
    public FieldKind KindOf(ReadOnlySpan<char> name)
    {
        string snake = SnakeCase.Convert(name);
        string compact = Compact(snake);
        foreach (string configured in _configured)
        {
            if (IsNamed(snake, configured) || compact.Equals(Compact(configured), StringComparison.Ordinal))
            {
                return FieldKind.Secret;
            }
        }

        foreach (string header in HeaderNames)
        {
            if (IsSecret(snake, compact, header))
            {
                return FieldKind.SecretHeader;
            }
        }

        foreach (string secret in SecretNames)
        {
            if (IsSecret(snake, compact, secret))
            {
                return FieldKind.Secret;
            }
        }

        return _maskUserIds && UserNames.Contains(snake) ? FieldKind.UserId : FieldKind.Open;
    }

    /// <summary>Whether the name is the secret's, or holds it as whole words, or ends in it run together (<c>dbpassword</c>).</summary>
    private static bool IsSecret(string snake, string compact, string secret)
    {
        if (snake == secret)
        {
            return true;
        }

        // A text from outside can hold a name every few characters: nothing is made for each pair of names.
        string compactSecret = Compact(secret);
        ReadOnlySpan<char> singular = compact.EndsWith('s') ? compact.AsSpan(0, compact.Length - 1) : compact;
        if (compact.EndsWith(compactSecret, StringComparison.Ordinal) || singular.EndsWith(compactSecret, StringComparison.Ordinal))
        {
            return true;
        }

        int lastWord = snake.LastIndexOfAny(['_', '.']);
        return IsNamed(snake, secret) && !HarmlessEndings.Contains(snake[(lastWord + 1)..]);
    }

    /// <summary>Whether the words of <paramref name="part"/> stand, as whole words, in <paramref name="snake"/>; a plural counts.</summary>
    private static bool IsNamed(string snake, string part)
    {
        for (int at = snake.IndexOf(part, StringComparison.Ordinal); at >= 0; at = snake.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            int end = at + part.Length;
            end += end < snake.Length && snake[end] == 's' ? 1 : 0;
            if ((at == 0 || snake[at - 1] is '_' or '.') && (end == snake.Length || snake[end] is '_' or '.'))
            {
                return true;
            }
        }

        return false;
    }

    private static string Compact(string snake) => snake.Replace("_", "", StringComparison.Ordinal);

    private static string LongestWord(string snake) => snake.Split('_', '.').MaxBy(static word => word.Length)!;
}
