using System.Globalization;
using Vigia.Integration.Access.Keys;

namespace Vigia.Keys;

/// <summary>Keys in columns as wide as their content.</summary>
internal static class KeyTable
{
    private static readonly string[] Header = ["ID", "NAME", "STATE", "CREATED", "LAST USED", "EXPIRES", "SCOPES", "TYPES", "PROTOCOLS"];

    public static void Write(TextWriter output, IReadOnlyList<ApiKeyInfo> keys, DateTimeOffset now)
    {
        List<string[]> rows = [Header, .. keys.Select(key => Row(key, now))];
        int[] widths = [.. Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private static string[] Row(ApiKeyInfo key, DateTimeOffset now) =>
    [
        key.Id,
        key.Name,
        key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active",
        Date(key.CreatedAt),
        Date(key.LastUsedAt),
        Date(key.ExpiresAt),
        Names(key.Scopes),
        Names(key.Types),
        Names(key.Protocols),
    ];

    private static string Date(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never";

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "all" : string.Join(',', names);
}
