using Vigia.Integration.Access.Keys;
using Vigia.Output;

namespace Vigia.Keys;

/// <summary>Keys in columns.</summary>
internal static class KeyTable
{
    private static readonly string[] Header = ["ID", "NAME", "STATE", "CREATED", "LAST USED", "EXPIRES", "SCOPES", "TYPES", "PROTOCOLS"];

    public static void Write(TextWriter output, IReadOnlyList<ApiKeyInfo> keys, DateTimeOffset now) =>
        TextTable.Write(output, Header, keys.Select(key => Row(key, now)));

    private static string[] Row(ApiKeyInfo key, DateTimeOffset now) =>
    [
        key.Id,
        key.Name,
        key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active",
        TextTable.Date(key.CreatedAt),
        TextTable.Date(key.LastUsedAt),
        TextTable.Date(key.ExpiresAt),
        Names(key.Scopes),
        Names(key.Types),
        Names(key.Protocols),
    ];

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "all" : string.Join(',', names);
}
