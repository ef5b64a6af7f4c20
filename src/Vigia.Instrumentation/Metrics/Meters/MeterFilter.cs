namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>Which meters are listened to. Names are compared without regard to case; a last <c>*</c> stands for any ending.</summary>
internal sealed class MeterFilter(IEnumerable<string> include, IEnumerable<string> exclude)
{
    private readonly string[] _include = [.. include];
    private readonly string[] _exclude = [.. exclude];

    public bool Accepts(string meter) =>
        (_include.Length == 0 || Array.Exists(_include, pattern => Matches(pattern, meter)))
        && !Array.Exists(_exclude, pattern => Matches(pattern, meter));

    private static bool Matches(string pattern, string meter) =>
        pattern.EndsWith('*')
            ? meter.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
            : meter.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
