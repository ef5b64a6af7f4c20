using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules;

/// <summary>Finds rules that are there twice: the same name and labels. Two that record the same overwrite each other.</summary>
internal static class RuleDuplicates
{
    /// <summary>The rules that another one before them equals, with it.</summary>
    public static IReadOnlyList<(RuleGroup Group, Rule Rule, RuleGroup FirstGroup, Rule First)> Find(IEnumerable<RuleGroup> groups)
    {
        var first = new Dictionary<(string Name, LabelSet Labels, Type Kind), (RuleGroup, Rule)>();
        var duplicates = new List<(RuleGroup, Rule, RuleGroup, Rule)>();
        foreach (RuleGroup group in groups)
        {
            foreach (Rule rule in group.Rules)
            {
                var key = (rule.Name, LabelSet.From(rule.Labels.Select(static label => new Label(label.Name, label.Text))), rule.GetType());
                if (!first.TryAdd(key, (group, rule)))
                {
                    (RuleGroup firstGroup, Rule firstRule) = first[key];
                    duplicates.Add((group, rule, firstGroup, firstRule));
                }
            }
        }

        return duplicates;
    }
}
