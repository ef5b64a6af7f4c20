using System.Globalization;

namespace Vigia.Output;

/// <summary>A number and what it counts.</summary>
internal static class CountText
{
    /// <summary>Such as <c>1 file</c> and <c>2 files</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="several">What others are called; with an s if null.</param>
    public static string Of(long count, string one, string? several = null) =>
        count.ToString(CultureInfo.InvariantCulture) + " " + (count == 1 ? one : several ?? one + "s");
}
