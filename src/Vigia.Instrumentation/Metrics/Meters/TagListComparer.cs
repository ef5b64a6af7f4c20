using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Vigia.Instrumentation.Metrics.Meters;

/// <summary>Compares tag lists as they were given, order included, so that a look-up with a span allocates nothing.</summary>
internal sealed class TagListComparer : IEqualityComparer<Tag[]>, IAlternateEqualityComparer<ReadOnlySpan<Tag>, Tag[]>
{
    public static readonly TagListComparer Instance = new();

    public bool Equals(Tag[]? x, Tag[]? y) => y is not null && Equals(x.AsSpan(), y);

    public int GetHashCode(Tag[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<Tag> alternate, Tag[] other)
    {
        if (alternate.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < other.Length; i++)
        {
            if (!string.Equals(alternate[i].Key, other[i].Key, StringComparison.Ordinal) || !Equals(alternate[i].Value, other[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<Tag> alternate)
    {
        int hash = alternate.Length;
        foreach (Tag tag in alternate)
        {
            // Of the key its length and end are enough: the values tell lists of one instrument apart.
            hash = unchecked((hash * 31) + tag.Key.Length + (tag.Key.Length > 0 ? tag.Key[^1] : 0));
            hash = unchecked((hash * 31) + (tag.Value?.GetHashCode() ?? 0));
        }

        return hash;
    }

    public Tag[] Create(ReadOnlySpan<Tag> alternate) => alternate.ToArray();
}
