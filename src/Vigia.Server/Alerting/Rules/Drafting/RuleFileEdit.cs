using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>Puts one rule into a file's text. Every other line stays as it is, comments too; within the rule that is replaced they are lost.</summary>
internal static class RuleFileEdit
{
    private const string Groups = "groups";
    private const string Rules = "rules";

    /// <summary>A rule as a form shows it.</summary>
    /// <exception cref="ConfigurationException">The text is not YAML.</exception>
    /// <exception cref="RuleBookException">There is no such rule, or a form cannot hold it.</exception>
    public static RuleDraft Read(string text, string file, RulePlace place)
    {
        var issues = new IssueList(file);
        var section = new MappingReader(RuleOf(RuleYaml.Read(text, file, issues), place), issues, "");
        string alert = section.Text("alert", "");
        List<RuleDraftPair> annotations = [.. section.Pairs("annotations").Select(static pair => new RuleDraftPair(pair.Key, pair.Value))];
        string noData = annotations.Find(static pair => pair.Name == NoDataAnnotation.Name).Value ?? "";
        annotations.RemoveAll(static pair => pair.Name == NoDataAnnotation.Name);
        return new RuleDraft
        {
            IsAlert = alert.Length > 0,
            Name = alert.Length > 0 ? alert : section.Text("record", ""),
            Expression = section.Text("expr", "").TrimEnd(),
            For = section.Text("for", ""),
            KeepFiringFor = section.Text("keep_firing_for", ""),
            NoData = noData,
            Labels = [.. section.Pairs("labels").Select(static pair => new RuleDraftPair(pair.Key, pair.Value))],
            Annotations = annotations,
        };
    }

    /// <summary>Puts a rule in.</summary>
    /// <param name="text">The file's text; "" for a new file.</param>
    /// <param name="file">The name that errors have.</param>
    /// <param name="place">The rule that is replaced, or the group that it is added to.</param>
    /// <param name="draft">The rule.</param>
    /// <exception cref="ConfigurationException">The text is not YAML.</exception>
    /// <exception cref="RuleBookException">The text is written in a way that lines cannot be put into.</exception>
    public static RuleFileChange Put(string text, string file, RulePlace place, RuleDraft draft)
    {
        // As it is written, before merge keys are dissolved: places are what counts here.
        YamlNode root = YamlFile.Load(text, file).Documents is [{ RootNode: var node }, ..] ? node : new YamlMappingNode();
        List<string> lines = [.. text.Split('\n')];
        var writer = new RuleDraftWriter();
        (int first, int end) = place.Index is { } index ? Replace(root, place.Group, index, draft, lines, writer) : Append(root, place.Group, draft, lines, writer);

        string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r" : "";
        lines.RemoveRange(first, end - first);
        lines.InsertRange(first, writer.Lines.Select(line => line + newLine));
        if (lines[^1].Length > 0)
        {
            lines.Add("");
        }

        return new RuleFileChange(string.Join('\n', lines), place with { Index = place.Index ?? Count(root, place.Group) }, first + 1, writer.Fields);
    }

    private static (int First, int End) Replace(YamlNode root, string group, int index, RuleDraft draft, List<string> lines, RuleDraftWriter writer)
    {
        YamlSequenceNode rules = RulesOf(Find(root, group) ?? throw Gone()) ?? throw Gone();
        YamlNode rule = index < rules.Children.Count ? rules.Children[index] : throw Gone();
        int indent = DashOf(rules, rule, lines);
        int first = Line(rule);
        writer.AddRule(draft, indent);
        return (first, EndOf(lines, first, indent));
    }

    private static (int First, int End) Append(YamlNode root, string group, RuleDraft draft, List<string> lines, RuleDraftWriter writer)
    {
        YamlNode? groups = Child(root, Groups);
        if (groups is null or YamlScalarNode { Value: null or "" })
        {
            if (groups is not null || root is not YamlMappingNode { Style: not MappingStyle.Flow })
            {
                throw NotInLines();
            }

            writer.Add(new RuleField(RuleFieldKind.File), Groups + ":");
            writer.AddGroup(group, 2);
            writer.AddRule(draft, 6);
            int last = lines.Count > 1 && lines[^1].Length == 0 ? lines.Count - 1 : lines.Count == 1 && lines[0].Length == 0 ? 0 : lines.Count;
            return (last, last);
        }

        if (Find(root, group) is { } found)
        {
            YamlSequenceNode rules = RulesOf(found) is { Children.Count: > 0 } some ? some : throw NotInLines();
            int indent = DashOf(rules, rules.Children[^1], lines);
            writer.AddRule(draft, indent);
            int end = EndOf(lines, Line(rules.Children[^1]), indent);
            return (end, end);
        }
        else
        {
            YamlSequenceNode all = groups as YamlSequenceNode is { Children.Count: > 0 } some ? some : throw NotInLines();
            int indent = DashOf(all, all.Children[^1], lines);
            writer.AddGroup(group, indent);
            writer.AddRule(draft, indent + 4);
            int end = EndOf(lines, Line(all.Children[^1]), indent);
            return (end, end);
        }
    }

    /// <summary>The line behind an entry of a list: the first that is indented no deeper than its dash. Comments before that belong to what follows.</summary>
    private static int EndOf(List<string> lines, int first, int dash)
    {
        int end = first + 1;
        while (end < lines.Count && (IsBlank(lines[end]) || IsComment(lines[end]) || Indent(lines[end]) > dash))
        {
            end++;
        }

        while (end > first + 1 && (IsBlank(lines[end - 1]) || (IsComment(lines[end - 1]) && Indent(lines[end - 1]) <= dash)))
        {
            end--;
        }

        return end;
    }

    /// <summary>The column of an entry's dash, with nothing but spaces before it.</summary>
    private static int DashOf(YamlSequenceNode list, YamlNode entry, List<string> lines)
    {
        string line = Line(entry) < lines.Count ? lines[Line(entry)] : "";
        int dash = Indent(line);

        // What an alias names stands elsewhere: the entries are then not one behind the other.
        bool isInOrder = list.Children.Zip(list.Children.Skip(1)).All(static pair => pair.First.Start.Index < pair.Second.Start.Index)
            && list.Children[0].Start.Index >= list.Start.Index;
        bool isInLines = isInOrder && list.Style != SequenceStyle.Flow && entry is YamlMappingNode { Style: not MappingStyle.Flow } && dash < line.Length && line[dash] == '-'
            && (int)entry.Start.Column - 1 > dash && line.AsSpan(dash + 1, (int)entry.Start.Column - 2 - dash).Trim(' ').IsEmpty;
        return isInLines ? dash : throw NotInLines();
    }

    private static int Line(YamlNode node) => (int)node.Start.Line - 1;

    private static int Indent(string line) => line.AsSpan().IndexOfAnyExcept(' ') is >= 0 and int indent ? indent : line.Length;

    private static bool IsBlank(string line) => line.AsSpan().Trim().IsEmpty;

    private static bool IsComment(string line) => line.AsSpan().TrimStart(' ').StartsWith('#');

    private static int Count(YamlNode root, string group) => Find(root, group) is { } found && RulesOf(found) is { } rules ? rules.Children.Count : 0;

    private static YamlMappingNode RuleOf(YamlNode root, RulePlace place) =>
        Find(root, place.Group) is { } group && RulesOf(group) is { } rules && place.Index is { } index && index < rules.Children.Count
            ? rules.Children[index] as YamlMappingNode ?? throw NotInLines()
            : throw Gone();

    private static YamlMappingNode? Find(YamlNode root, string group) =>
        (Child(root, Groups) as YamlSequenceNode)?.Children.OfType<YamlMappingNode>().FirstOrDefault(one => Child(one, "name") is YamlScalarNode { Value: { } name } && name == group);

    private static YamlSequenceNode? RulesOf(YamlNode group) => Child(group, Rules) as YamlSequenceNode;

    private static YamlNode? Child(YamlNode node, string key) =>
        (node as YamlMappingNode)?.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode { Value: { } name } && name == key).Value;

    private static RuleBookException Gone() => new("The rule is not in its file any more: somebody has changed that meanwhile.");

    private static RuleBookException NotInLines() =>
        new("The file is written in a way that a form cannot put a rule into ({…}, […] or an anchor where it would stand): change its text.");
}
