using System.Globalization;
using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>The colours: both themes pass WCAG AA, and the two tables of the dark one are equal.</summary>
public sealed partial class TokenTests
{
    private static readonly string Sheet = File.ReadAllText(Repository.File("src", "Vigia.Console", "wwwroot", "css", "tokens.css"));

    private static readonly string[] Surfaces = ["bg", "surface", "raised", "sunken", "hover", "selected"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_OnEverySurface_HasAContrastOfFourAndAHalf(bool dark)
    {
        Dictionary<string, string> colors = Theme(dark);
        IEnumerable<(string, string)> pairs = new[] { "ink", "muted", "faint", "accent", "accent-strong", "ok", "warn", "bad", "info" }.SelectMany(static text => Surfaces.Select(surface => (text, surface)))
            .Concat([("ok", "ok-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"), ("info", "info-soft"), ("accent", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong")]);
        Assert.All(pairs, pair => Assert.True(Contrast(colors[pair.Item1], colors[pair.Item2]) >= 4.5, $"--{pair.Item1} on --{pair.Item2}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Series_OnACard_HaveAContrastOfThree(bool dark)
    {
        Dictionary<string, string> colors = Theme(dark);
        Assert.All(Enumerable.Range(1, 8), index => Assert.True(Contrast(colors[$"s{index}"], colors["surface"]) >= 3, $"--s{index}"));
        Assert.True(Contrast(colors["line-strong"], colors["surface"]) >= 3);
    }

    [Fact]
    public void Dark_ChosenOrWished_IsTheSame()
    {
        MatchCollection blocks = Blocks().Matches(Sheet);
        string[] dark = [.. blocks.Where(static block => block.Value.Contains("color-scheme: dark", StringComparison.Ordinal)).Select(static block => Spaces().Replace(block.Groups[1].Value, ""))];
        Assert.Equal(2, dark.Length);
        Assert.Equal(dark[0], dark[1]);
    }

    private static Dictionary<string, string> Theme(bool dark)
    {
        string block = Blocks().Matches(Sheet).First(match => match.Value.Contains(dark ? "color-scheme: dark" : "color-scheme: light", StringComparison.Ordinal)).Value;
        return Colors().Matches(block).ToDictionary(static match => match.Groups[1].Value, static match => match.Groups[2].Value, StringComparer.Ordinal);
    }

    // WCAG 2.2, relative luminance and contrast ratio.
    private static double Contrast(string first, string second)
    {
        double a = Luminance(first), b = Luminance(second);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        double Channel(int at)
        {
            double value = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex Colors();
}
