namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>Compares label values one by one, so that a look-up with a span of them allocates nothing.</summary>
internal sealed class LabelValuesComparer : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<string>, string[]>
{
    public static readonly LabelValuesComparer Instance = new();

    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(string[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<string> alternate, string[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<string> alternate)
    {
        int hash = alternate.Length;
        foreach (string? value in alternate)
        {
            // A null is refused later, with the metric's name.
            hash = unchecked((hash * 31) + (value?.GetHashCode(StringComparison.Ordinal) ?? 0));
        }

        return hash;
    }

    public string[] Create(ReadOnlySpan<string> alternate) => alternate.ToArray();
}
