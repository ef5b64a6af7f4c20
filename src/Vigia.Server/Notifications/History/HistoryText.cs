using System.Globalization;
using System.Text;
using Vigia.Server.Notifications.Api;

namespace Vigia.Server.Notifications.History;

/// <summary>The history as text: parameters of its query, and comma-separated values (RFC 4180).</summary>
internal static class HistoryText
{
    private const string Header = "id,at,kind,fingerprint,labels,subject,receiver,integration,outcome,detail";

    public static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static DateTimeOffset? Time(string? text) => string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
        : throw new AlertmanagerApiException(400, $"\"{text}\" is no time as in RFC 3339");

    public static long? Number(string? text) => string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new AlertmanagerApiException(400, $"\"{text}\" is no whole number");

    public static HistoryKind Kind(string text) => Enum.TryParse(text, ignoreCase: true, out HistoryKind kind) && Enum.IsDefined(kind) ? kind
        : throw new AlertmanagerApiException(400, $"kind: \"{text}\" is none of {string.Join(", ", Enum.GetNames<HistoryKind>())}");

    public static string Csv(IReadOnlyList<HistoryEntry> entries)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (HistoryEntry entry in entries)
        {
            text.AppendJoin(',', new[]
            {
                entry.Id.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Kind.ToString(), entry.Fingerprint, entry.Labels.ToString(),
                entry.Subject, entry.Receiver, entry.Integration, entry.Outcome, entry.Detail,
            }.Select(Field)).Append("\r\n");
        }

        return text.ToString();
    }

    // A text that a spreadsheet would take as a formula gets an apostrophe before it.
    private static string Field(string text)
    {
        string safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
