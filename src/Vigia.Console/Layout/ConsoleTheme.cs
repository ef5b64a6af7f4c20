using MudBlazor;

namespace Vigia.Console.Layout;

/// <summary>What MudBlazor's components take from the theme; colours come from css/tokens.css, which both themes are written in.</summary>
internal static class ConsoleTheme
{
    public static readonly MudTheme Theme = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Inter", "Segoe UI", "system-ui", "sans-serif"], FontSize = "14px", LineHeight = "1.45" },
        },
    };
}
