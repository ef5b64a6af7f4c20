using Vigia.Console.Dashboards.Library;

namespace Vigia.Console.Dashboards.Components;

/// <summary>What a dashboard is found by.</summary>
internal static class DashboardWords
{
    /// <summary>Whether a word stands in the title, description, folder, uid, or a tag.</summary>
    public static bool Has(DashboardEntry entry, string word) =>
        Contains(entry.Dashboard.Title, word) || Contains(entry.Dashboard.Description, word) || Contains(entry.Folder, word) || Contains(entry.Dashboard.Uid, word)
        || entry.Dashboard.Tags.Any(tag => Contains(tag, word));

    // Accents do not matter to somebody who looks for "visao".
    private static bool Contains(string text, string word) => Plain(text).Contains(Plain(word), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text)
    {
        if (System.Text.Ascii.IsValid(text))
        {
            return text;
        }

        return string.Concat(text.Normalize(System.Text.NormalizationForm.FormD).Where(static c => System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark));
    }
}
