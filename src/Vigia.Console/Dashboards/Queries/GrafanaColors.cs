using System.Collections.Frozen;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Grafana's named colours as the console's tokens, so that they follow the theme; shades as hexadecimal.</summary>
internal static class GrafanaColors
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["green"] = "--ok",
        ["red"] = "--bad",
        ["yellow"] = "--warn",
        ["orange"] = "--warn",
        ["blue"] = "--s1",
        ["text"] = "--text",
        ["transparent"] = "transparent",
        ["purple"] = "#b877d9",
        ["gray"] = "#8e8e8e",
        ["white"] = "#ffffff",
        ["black"] = "#000000",
        ["dark-red"] = "#c4162a",
        ["semi-dark-red"] = "#e02f44",
        ["light-red"] = "#ff7383",
        ["super-light-red"] = "#ffa6b0",
        ["dark-orange"] = "#fa6400",
        ["semi-dark-orange"] = "#ff780a",
        ["light-orange"] = "#ffb357",
        ["super-light-orange"] = "#ffcb7d",
        ["dark-yellow"] = "#e0b400",
        ["semi-dark-yellow"] = "#f2cc0c",
        ["light-yellow"] = "#ffee52",
        ["super-light-yellow"] = "#fff899",
        ["dark-green"] = "#37872d",
        ["semi-dark-green"] = "#56a64b",
        ["light-green"] = "#96d98d",
        ["super-light-green"] = "#c8f2c2",
        ["dark-blue"] = "#1f60c4",
        ["semi-dark-blue"] = "#3274d9",
        ["light-blue"] = "#8ab8ff",
        ["super-light-blue"] = "#c0d8ff",
        ["dark-purple"] = "#8f3bb8",
        ["semi-dark-purple"] = "#a352cc",
        ["light-purple"] = "#ca95e5",
        ["super-light-purple"] = "#deb6f2",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A token, a hexadecimal colour, or what CSS takes as it is; <c>rgba(…)</c> stays.</summary>
    public static string Token(string color) => Names.GetValueOrDefault(color, color);
}
