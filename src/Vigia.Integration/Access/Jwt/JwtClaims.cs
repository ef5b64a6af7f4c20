using System.Buffers.Text;
using System.Text.Json;

namespace Vigia.Integration.Access.Jwt;

/// <summary>Makes an identity of a verified token's claims.</summary>
internal static class JwtClaims
{
    private const int MaxSubjectLength = 256;
    private const int MaxWords = 256;
    private static readonly string[] DefaultScopeClaims = ["scope", "scp"];

    /// <summary>
    /// A claim of types or protocols that is there but empty allows nothing. An empty list of an identity would allow
    /// everything, so this stands in for it: neither a type nor a protocol can be empty.
    /// </summary>
    private static readonly string[] Nothing = [""];

    /// <summary>Null: a claim is missing or of the wrong kind, or they are no claims at all.</summary>
    public static Identity? ToIdentity(string encodedPayload, JwtOptions options, DateTimeOffset expiresAt) =>
        Read(encodedPayload, claims => ToIdentity(claims, options, expiresAt));

    /// <summary>The caller that a verified token names, for the log; null where it is unfit.</summary>
    public static string? Subject(string encodedPayload, JwtOptions options) =>
        Read(encodedPayload, claims => Subject(claims, options.SubjectClaim));

    // The token library reads a payload more generously than JSON allows; text with half a surrogate pair shows only when it is asked for.
    private static T? Read<T>(string encodedPayload, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument payload = JsonDocument.Parse(Base64Url.DecodeFromChars(encodedPayload));
            return read(payload.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Identity? ToIdentity(JsonElement claims, JwtOptions options, DateTimeOffset expiresAt)
    {
        if (Subject(claims, options.SubjectClaim) is not { } subject)
        {
            return null;
        }

        string[]? scopes = [];
        foreach (string claim in options.ScopeClaims.Count > 0 ? options.ScopeClaims : DefaultScopeClaims)
        {
            if (claims.TryGetProperty(claim, out JsonElement value))
            {
                scopes = Words(value);
                break;
            }
        }

        string[]? types = Restriction(claims, options.TypesClaim);
        string[]? protocols = Restriction(claims, options.ProtocolsClaim);
        if (scopes is null || types is null || protocols is null)
        {
            return null;
        }

        return new Identity
        {
            Subject = subject,
            Kind = "jwt",
            Scopes = new HashSet<string>(scopes.Intersect(Scopes.All, StringComparer.Ordinal), StringComparer.Ordinal),
            Types = types,
            Protocols = protocols,
            ExpiresAt = expiresAt,
        };
    }

    private static string? Subject(JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        // The prefix is the API keys' own: a token must not be taken for one of them in the audit or in a rate limit.
        string subject = value.GetString()!;
        return subject.Length is > 0 and <= MaxSubjectLength && !subject.Any(char.IsControl) && !subject.StartsWith("key:", StringComparison.Ordinal)
            ? subject
            : null;
    }

    private static string[]? Restriction(JsonElement claims, string name)
    {
        if (string.IsNullOrEmpty(name) || !claims.TryGetProperty(name, out JsonElement value))
        {
            return [];
        }

        string[]? words = Words(value);
        return words is { Length: 0 } ? Nothing : words;
    }

    /// <summary>Words separated by spaces, or an array of words. Null: neither.</summary>
    private static string[]? Words(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            string[] words = value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length <= MaxWords ? words : null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MaxWords)
        {
            return null;
        }

        var items = new List<string>(value.GetArrayLength());
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                return null;
            }

            items.Add(item.GetString()!);
        }

        return [.. items];
    }
}
