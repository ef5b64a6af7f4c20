using System.Globalization;

namespace Vigia.Console.Dashboards.Frames;

/// <summary>One value of any field: a number (a time too), a text, a series, or none.</summary>
internal readonly record struct CellValue(double Number, string? Text = null, Frame? Series = null)
{
    /// <summary>No value.</summary>
    public static readonly CellValue None = new(FieldColumn.Missing);

    public bool IsMissing => Text is null && Series is null && FieldColumn.IsMissing(Number);

    public static CellValue Of(string? text) => text is null ? None : new CellValue(0, text);

    /// <summary>As a key to compare and group by.</summary>
    public override string ToString() =>
        IsMissing ? "" : Text ?? (Series is not null ? Series.Name : Number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>By number where both are one, by text otherwise; what is missing comes last.</summary>
    public int CompareWith(CellValue other)
    {
        if (IsMissing || other.IsMissing)
        {
            return IsMissing.CompareTo(other.IsMissing);
        }

        return Text is null && other.Text is null
            ? Number.CompareTo(other.Number)
            : string.Compare(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    public bool IsSame(CellValue other) => Text == other.Text && ReferenceEquals(Series, other.Series)
        && BitConverter.DoubleToInt64Bits(Number) == BitConverter.DoubleToInt64Bits(other.Number);
}
