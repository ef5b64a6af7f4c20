using System.Runtime.InteropServices;
using Vigia.Model.Labels;

namespace Vigia.Server.Relabeling;

/// <summary>
/// Labels that are still being decided, in any order: filled, changed by rules, made into a <see cref="LabelSet"/>, used again. An empty
/// value means no label. Not thread-safe.
/// </summary>
internal sealed class LabelBuilder
{
    private readonly List<Label> _labels = new(16);

    /// <summary>The labels as they stand; empty values and repeated names included.</summary>
    public ReadOnlySpan<Label> Span => CollectionsMarshal.AsSpan(_labels);

    public void Clear() => _labels.Clear();

    public void Reset(LabelSet labels)
    {
        _labels.Clear();
        _labels.AddRange(labels.Span);
    }

    /// <summary>Adds without looking whether the name is there: for labels as they come in, which are checked by <see cref="TryBuild"/>.</summary>
    public void Add(string name, string value) => _labels.Add(new Label(name, value));

    /// <summary>The value, or "" where there is no such label.</summary>
    public string Get(string name)
    {
        foreach (ref readonly Label label in Span)
        {
            if (label.Name == name)
            {
                return label.Value;
            }
        }

        return "";
    }

    public bool Contains(string name) => Get(name).Length > 0;

    /// <summary>Sets a label; an empty value removes it.</summary>
    public void Set(string name, string value)
    {
        Span<Label> labels = CollectionsMarshal.AsSpan(_labels);
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i].Name == name)
            {
                labels[i] = new Label(name, value);
                return;
            }
        }

        _labels.Add(new Label(name, value));
    }

    public void Remove(string name) => Set(name, "");

    /// <summary>Makes the set; false where a name stands twice, which <paramref name="repeated"/> then names.</summary>
    public bool TryBuild(out LabelSet labels, out string? repeated)
    {
        int count = 0;
        foreach (ref readonly Label label in Span)
        {
            count += label.Value.Length > 0 ? 1 : 0;
        }

        var sorted = new Label[count];
        int next = 0;
        foreach (ref readonly Label label in Span)
        {
            if (label.Value.Length == 0)
            {
                continue;
            }

            // Few labels, and mostly in order already.
            int at = next++;
            while (at > 0 && string.CompareOrdinal(sorted[at - 1].Name, label.Name) > 0)
            {
                sorted[at] = sorted[at - 1];
                at--;
            }

            if (at > 0 && sorted[at - 1].Name == label.Name)
            {
                (labels, repeated) = (LabelSet.Empty, label.Name);
                return false;
            }

            sorted[at] = label;
        }

        (labels, repeated) = (LabelSet.FromSorted(sorted), null);
        return true;
    }

    /// <summary>Makes the set from labels whose names are known to differ.</summary>
    /// <exception cref="InvalidOperationException">A name stands twice.</exception>
    public LabelSet Build() =>
        TryBuild(out LabelSet labels, out string? repeated) ? labels : throw new InvalidOperationException($"The label {repeated} stands twice.");
}
