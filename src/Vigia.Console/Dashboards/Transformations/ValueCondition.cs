using System.Globalization;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Grafana's value matchers: <c>greater</c>, <c>regex</c>, <c>isNull</c>, …</summary>
internal static class ValueCondition
{
    /// <summary>The condition; null with a notice where it is not known.</summary>
    public static Func<CellValue, bool>? Of(TransformationOptions config, TransformationContext context)
    {
        string id = config.Text("id");
        string text = TemplateText.Expand(config["options"].Text("value"), context.Values);
        double? number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : null;
        switch (id)
        {
            case "isNull":
                return static value => value.IsMissing;
            case "isNotNull":
                return static value => !value.IsMissing;
            case "greater" when number is { } bound:
                return value => value.Text is null && value.Number > bound;
            case "greaterOrEqual" when number is { } bound:
                return value => value.Text is null && value.Number >= bound;
            case "lower" when number is { } bound:
                return value => value.Text is null && value.Number < bound;
            case "lowerOrEqual" when number is { } bound:
                return value => value.Text is null && value.Number <= bound;
            case "equal":
                return value => IsEqual(value, text, number);
            case "notEqual":
                return value => !IsEqual(value, text, number);
            case "substring":
                return value => value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase);
            case "notSubstring":
                return value => !value.ToString().Contains(text, StringComparison.OrdinalIgnoreCase);
            case "regex" when PatternText.Parse(text) is { } pattern:
                return value => PatternText.IsMatch(pattern, value.ToString());
            case "between" or "range":
                double from = config["options"].Number("from") ?? double.NegativeInfinity;
                double to = config["options"].Number("to") ?? double.PositiveInfinity;
                return value => value.Text is null && value.Number > from && value.Number < to;
            default:
                context.Notice($"The condition '{id}' with '{text}' is not supported; it is passed over.");
                return null;
        }
    }

    private static bool IsEqual(CellValue value, string text, double? number) =>
        value.Text is null && number is { } wanted ? value.Number.Equals(wanted) : value.ToString() == text;
}
