using System.Globalization;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Keeps the first rows; the last ones where the number is negative.</summary>
internal static class LimitTransformation
{
    private const int Default = 10;

    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        string text = TemplateText.Expand(options.Text("limitField"), context.Values);
        int limit = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number != int.MinValue ? number : Default;
        return
        [
            .. frames.Select(frame => frame.Rows <= Math.Abs(limit)
                ? frame
                : frame.Pick([.. Enumerable.Range(limit >= 0 ? 0 : frame.Rows + limit, Math.Abs(limit))])),
        ];
    }
}
