using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Vigia.Model.Labels;

namespace Vigia.Server.Relabeling;

/// <summary>Applies relabeling rules, as Prometheus does, one after the other.</summary>
internal static class Relabeler
{
    /// <summary>Changes the labels; false where a rule drops them.</summary>
    public static bool Apply(IReadOnlyList<RelabelRule> rules, LabelBuilder labels)
    {
        foreach (RelabelRule rule in rules)
        {
            if (!Apply(rule, labels))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Apply(RelabelRule rule, LabelBuilder labels)
    {
        switch (rule.Action)
        {
            case RelabelAction.Keep:
                return rule.Regex.IsMatch(Joined(rule, labels));
            case RelabelAction.Drop:
                return !rule.Regex.IsMatch(Joined(rule, labels));
            case RelabelAction.KeepEqual:
                return labels.Get(rule.TargetLabel) == Joined(rule, labels);
            case RelabelAction.DropEqual:
                return labels.Get(rule.TargetLabel) != Joined(rule, labels);
            case RelabelAction.Replace:
                Replace(rule, labels);
                break;
            case RelabelAction.HashMod:
                labels.Set(rule.TargetLabel, (Hash(Joined(rule, labels)) % rule.Modulus).ToString(CultureInfo.InvariantCulture));
                break;
            case RelabelAction.Lowercase:
                labels.Set(rule.TargetLabel, Joined(rule, labels).ToLowerInvariant());
                break;
            case RelabelAction.Uppercase:
                labels.Set(rule.TargetLabel, Joined(rule, labels).ToUpperInvariant());
                break;
            case RelabelAction.LabelMap:
                Map(rule, labels);
                break;
            case RelabelAction.LabelDrop or RelabelAction.LabelKeep:
                foreach (Label label in labels.Span.ToArray())
                {
                    if (rule.Regex.IsMatch(label.Name) == (rule.Action == RelabelAction.LabelDrop))
                    {
                        labels.Remove(label.Name);
                    }
                }

                break;
        }

        return true;
    }

    private static void Replace(RelabelRule rule, LabelBuilder labels)
    {
        string value = Joined(rule, labels);
        if (rule.Regex.Expand(value, rule.TargetLabel) is not { } target || rule.Regex.Expand(value, rule.Replacement) is not { } replacement)
        {
            return;
        }

        if (target.Length > 0)
        {
            labels.Set(target, replacement);
        }
    }

    private static void Map(RelabelRule rule, LabelBuilder labels)
    {
        foreach (Label label in labels.Span.ToArray())
        {
            if (label.Value.Length > 0 && rule.Regex.Expand(label.Name, rule.Replacement) is { Length: > 0 } name)
            {
                labels.Set(name, label.Value);
            }
        }
    }

    private static string Joined(RelabelRule rule, LabelBuilder labels)
    {
        if (rule.SourceLabels.Count == 1)
        {
            return labels.Get(rule.SourceLabels[0]);
        }

        var text = new StringBuilder();
        for (int i = 0; i < rule.SourceLabels.Count; i++)
        {
            text.Append(i == 0 ? "" : rule.Separator).Append(labels.Get(rule.SourceLabels[i]));
        }

        return text.ToString();
    }

    /// <summary>The last 8 bytes of the MD5, as Prometheus has them: shards of several servers must agree.</summary>
    private static ulong Hash(string value)
    {
#pragma warning disable CA5351 // Not for secrecy: the hash is part of the format.
        byte[] md5 = MD5.HashData(Encoding.UTF8.GetBytes(value));
#pragma warning restore CA5351
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(md5.AsSpan(8));
    }
}
