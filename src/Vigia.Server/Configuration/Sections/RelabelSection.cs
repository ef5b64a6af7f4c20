using System.Collections.Frozen;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Relabeling;

namespace Vigia.Server.Configuration.Sections;

/// <summary>Reads lists of relabeling rules.</summary>
internal static class RelabelSection
{
    private static readonly FrozenDictionary<string, RelabelAction> Actions =
        Enum.GetValues<RelabelAction>().ToFrozenDictionary(static action => action.ToString().ToLowerInvariant(), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<RelabelRule> Read(MappingReader section, string key) => [.. section.Mappings(key).Select(item => ReadRule(item, key))];

    private static RelabelRule ReadRule(MappingReader section, string where)
    {
        RelabelAction action = section.Choice("action", Actions) ?? RelabelAction.Replace;
        bool hasSources = section.Has("source_labels");
        var rule = new RelabelRule
        {
            Action = action,
            SourceLabels = section.Texts("source_labels"),
            Separator = section.Has("separator") ? section.Text("separator", "") : ";",
            Regex = section.Pattern("regex") ?? RelabelRule.Anything,
            Modulus = section.Unsigned("modulus") ?? 0,
            TargetLabel = section.Text("target_label", ""),
            Replacement = section.Has("replacement") ? section.Text("replacement", "") : "$1",
        };
        section.Finish(where);
        Check(section, rule, hasSources);
        return rule;
    }

    private static void Check(MappingReader section, RelabelRule rule, bool hasSources)
    {
        string name = rule.Action.ToString().ToLowerInvariant();
        if (rule.Action == RelabelAction.HashMod && rule.Modulus == 0)
        {
            section.Issues.Error(section.Node, "relabel configuration for hashmod requires non-zero modulus");
        }

        bool needsTarget = rule.Action is RelabelAction.Replace or RelabelAction.HashMod or RelabelAction.Lowercase or RelabelAction.Uppercase
            or RelabelAction.KeepEqual or RelabelAction.DropEqual;
        if (needsTarget && rule.TargetLabel.Length == 0)
        {
            section.Issues.Error(section.Node, $"relabel configuration for {name} action requires 'target_label' value");
        }

        bool isBare = rule.Action is RelabelAction.LabelDrop or RelabelAction.LabelKeep;
        if (isBare && (hasSources || rule.TargetLabel.Length > 0 || rule.Modulus > 0 || section.Has("separator") || section.Has("replacement")))
        {
            section.Issues.Error(section.Node, $"{name} action requires only 'regex', and no other fields");
        }

        if (rule.Action is RelabelAction.KeepEqual or RelabelAction.DropEqual && (section.Has("regex") || section.Has("replacement") || rule.Modulus > 0))
        {
            section.Issues.Error(section.Node, $"{name} action requires only 'source_labels' and 'target_label', and no other fields");
        }
    }
}
