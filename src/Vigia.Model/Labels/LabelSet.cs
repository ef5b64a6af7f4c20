using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Vigia.Model.Labels;

/// <summary>
/// A series' identity: labels ordered by name (ordinal), each name once, no empty value. Immutable; safe from any thread.
/// Two sets with the same labels are equal and have the same hash code within one process.
/// </summary>
#pragma warning disable CA1036 // An order by < would say nothing: it is only for sorting.
public sealed class LabelSet : IEquatable<LabelSet>, IComparable<LabelSet>, IReadOnlyList<Label>
#pragma warning restore CA1036
{
    /// <summary>The set without labels.</summary>
    public static readonly LabelSet Empty = new([]);

    private readonly Label[] _labels;
    private int _hashCode;

    private LabelSet(Label[] labels) => _labels = labels;

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <summary>The labels in order.</summary>
    public ReadOnlySpan<Label> Span => _labels;

    /// <summary>The metric's name, or "" where there is none.</summary>
    public string MetricName => this[LabelNames.MetricName];

    /// <inheritdoc/>
    public Label this[int index] => _labels[index];

    /// <summary>The value of the label with this name, or "" where there is none.</summary>
    public string this[string name]
    {
        get
        {
            int index = IndexOf(name);
            return index < 0 ? "" : _labels[index].Value;
        }
    }

    /// <summary>A set of these labels in any order. Labels with an empty value are left out.</summary>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public static LabelSet From(IEnumerable<Label> labels)
    {
        Label[] sorted = [.. labels.Where(static label => label.Value.Length > 0)];
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
            {
                throw new ArgumentException($"The label {sorted[i].Name} stands twice.", nameof(labels));
            }
        }

        return sorted.Length == 0 ? Empty : new LabelSet(sorted);
    }

    /// <summary>A set of these labels.</summary>
    public static LabelSet Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var list = new List<Label>(labels.Length);
        foreach ((string name, string value) in labels)
        {
            list.Add(new Label(name, value));
        }

        return From(list);
    }

    /// <summary>
    /// Wraps labels that are in order, each name once and no value empty, without a copy and without a check: the caller
    /// gives the array away.
    /// </summary>
    public static LabelSet FromSorted(Label[] labels) => labels.Length == 0 ? Empty : new LabelSet(labels);

    /// <summary>Whether there is a label with this name.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>This set with one label set, replaced or, where the value is empty, removed.</summary>
    public LabelSet With(string name, string value)
    {
        int index = IndexOf(name);
        if (value.Length == 0)
        {
            return index < 0 ? this : Without(name);
        }

        if (index >= 0)
        {
            if (_labels[index].Value == value)
            {
                return this;
            }

            var replaced = (Label[])_labels.Clone();
            replaced[index] = new Label(name, value);
            return new LabelSet(replaced);
        }

        int at = ~index;
        var grown = new Label[_labels.Length + 1];
        Array.Copy(_labels, grown, at);
        grown[at] = new Label(name, value);
        Array.Copy(_labels, at, grown, at + 1, _labels.Length - at);
        return new LabelSet(grown);
    }

    /// <summary>This set without one label.</summary>
    public LabelSet Without(string name)
    {
        int index = IndexOf(name);
        if (index < 0)
        {
            return this;
        }

        if (_labels.Length == 1)
        {
            return Empty;
        }

        var rest = new Label[_labels.Length - 1];
        Array.Copy(_labels, rest, index);
        Array.Copy(_labels, index + 1, rest, index, rest.Length - index);
        return new LabelSet(rest);
    }

    /// <summary>Only the labels with these names, in any order.</summary>
    public LabelSet Keep(IReadOnlyCollection<string> names) => Where(names, isKept: true);

    /// <summary>All but the labels with these names.</summary>
    public LabelSet Drop(IReadOnlyCollection<string> names) => Where(names, isKept: false);

    /// <inheritdoc/>
    public bool Equals(LabelSet? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        return other is not null && GetHashCode() == other.GetHashCode() && Span.SequenceEqual(other.Span);
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hashCode == 0)
        {
            var hash = default(HashCode);
            foreach (Label label in _labels)
            {
                hash.AddBytes(MemoryMarshal.AsBytes(label.Name.AsSpan()));
                hash.Add('\xff');
                hash.AddBytes(MemoryMarshal.AsBytes(label.Value.AsSpan()));
                hash.Add('\xff');
            }

            int code = hash.ToHashCode();
            _hashCode = code == 0 ? 1 : code;
        }

        return _hashCode;
    }

    /// <summary>By the first label that differs: its name, then its value; a shorter set comes before one it begins.</summary>
    public int CompareTo(LabelSet? other)
    {
        if (other is null)
        {
            return 1;
        }

        int common = Math.Min(_labels.Length, other._labels.Length);
        for (int i = 0; i < common; i++)
        {
            int order = string.CompareOrdinal(_labels[i].Name, other._labels[i].Name);
            if (order == 0)
            {
                order = string.CompareOrdinal(_labels[i].Value, other._labels[i].Value);
            }

            if (order != 0)
            {
                return order;
            }
        }

        return _labels.Length.CompareTo(other._labels.Length);
    }

    /// <inheritdoc/>
    public IEnumerator<Label> GetEnumerator() => ((IEnumerable<Label>)_labels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As PromQL writes a series: <c>name{a="b", c="d"}</c>; names outside the classic form are quoted.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string name = MetricName;
        bool isBare = LabelNames.IsClassicMetricName(name);
        if (isBare)
        {
            text.Append(name);
        }

        if (isBare && _labels.Length == 1)
        {
            return text.ToString();
        }

        text.Append('{');
        bool isFirst = true;
        if (name.Length > 0 && !isBare)
        {
            QuotedText.Append(text, name);
            isFirst = false;
        }

        foreach (Label label in _labels)
        {
            if (label.Name == LabelNames.MetricName)
            {
                continue;
            }

            text.Append(isFirst ? "" : ", ");
            isFirst = false;
            QuotedText.AppendName(text, label.Name).Append('=');
            QuotedText.Append(text, label.Value);
        }

        return text.Append('}').ToString();
    }

    private LabelSet Where(IReadOnlyCollection<string> names, bool isKept)
    {
        int count = 0;
        foreach (Label label in _labels)
        {
            count += names.Contains(label.Name) == isKept ? 1 : 0;
        }

        if (count == _labels.Length)
        {
            return this;
        }

        if (count == 0)
        {
            return Empty;
        }

        var chosen = new Label[count];
        int next = 0;
        foreach (Label label in _labels)
        {
            if (names.Contains(label.Name) == isKept)
            {
                chosen[next++] = label;
            }
        }

        return new LabelSet(chosen);
    }

    private int IndexOf(string name)
    {
        // Sets are short: a scan that may stop early beats a binary search.
        for (int i = 0; i < _labels.Length; i++)
        {
            int order = string.CompareOrdinal(_labels[i].Name, name);
            if (order >= 0)
            {
                return order == 0 ? i : ~i;
            }
        }

        return ~_labels.Length;
    }
}
