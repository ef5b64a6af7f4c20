using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using Vigia.Model.Queries;

namespace Vigia.Server.Notifications.Plots;

/// <summary>Draws lines over time as PNG, on a ground of its own, since mails are read on light and on dark ones.</summary>
internal static class PlotImage
{
    private const int MaxName = 28;

    private static readonly string[] Inks = ["#2f7de1", "#b87414", "#1f9d78", "#c64a6a", "#7a5fd0", "#1b8fa6", "#8a7a2a", "#6b7480"];
    private static readonly Color Ink = Color.FromHex("#4a5563");
    private static readonly Color Bad = Color.FromHex("#c62828");

    /// <param name="lines">At least one.</param>
    /// <param name="names">What each is called.</param>
    /// <param name="bounds">Where dashed lines stand.</param>
    /// <param name="beganAt">Where a thin line stands.</param>
    /// <param name="from">Milliseconds since 1970.</param>
    /// <param name="to">Milliseconds since 1970.</param>
    public static byte[] Draw(IReadOnlyList<MatrixSeries> lines, IReadOnlyList<string> names, IReadOnlyList<double> bounds, DateTimeOffset beganAt, long from, long to)
    {
        using var plot = new Plot { ScaleFactor = 2 };
        plot.FigureBackground.Color = Color.FromHex("#ffffff");
        plot.Grid.MajorLineColor = Color.FromHex("#e3e8ee");
        for (int i = 0; i < lines.Count; i++)
        {
            // NaN ends a line and begins another, so gaps stay gaps.
            Scatter line = plot.Add.Scatter(Array.ConvertAll(lines[i].Timestamps.ToArray(), Day), lines[i].Values.ToArray(), Color.FromHex(Inks[i % Inks.Length]));
            line.LineWidth = 1.6f;
            line.MarkerSize = lines[i].Values.Length == 1 ? 5 : 0;
            line.LegendText = names[i].Length > MaxName ? names[i][..(MaxName - 1)] + "…" : names[i];
        }

        foreach (double bound in bounds)
        {
            HorizontalLine limit = plot.Add.HorizontalLine(bound, 1.2f, Bad, LinePattern.Dashed);
            limit.EnableAutoscale = true;
        }

        if (beganAt.ToUnixTimeMilliseconds() > from)
        {
            plot.Add.VerticalLine(Day(beganAt.ToUnixTimeMilliseconds()), 1, Bad.WithAlpha(0.5), LinePattern.Dotted);
        }

        plot.Axes.DateTimeTicksBottom().TickGenerator = new ScottPlot.TickGenerators.DateTimeAutomatic { LabelFormatter = static at => at.ToString(at.TimeOfDay == TimeSpan.Zero ? "MM-dd" : "HH:mm", CultureInfo.InvariantCulture) };
        plot.Axes.Color(Ink);
        plot.Axes.Top.FrameLineStyle.Width = plot.Axes.Right.FrameLineStyle.Width = 0;

        // Where the machine has none of the name, the library takes what there is.
        plot.Font.Set("DejaVu Sans");
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = Text };
        plot.Axes.Margins(0, 0.12);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsX(Day(from), Day(to));
        plot.Legend.IsVisible = lines.Count > 1;
        plot.Legend.Alignment = Alignment.UpperLeft;
        plot.Legend.FontSize = 10;
        return plot.GetImageBytes(AlertPlot.Width * 2, AlertPlot.Height * 2, ImageFormat.Png);
    }

    private static double Day(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToOADate();

    private static string Text(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + "G",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("0.#####", CultureInfo.InvariantCulture),
    };
}
