using System.Globalization;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Tree;
using Vigia.Server.Alerting.Templates;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;
using Vigia.Server.Configuration.Reading;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Alerting.Rules.Reading;

/// <summary>Reads one rule, with Prometheus' wording of what is wrong in it. Not thread-safe.</summary>
internal sealed class RuleSection(MappingReader section, string group, int number, PromqlSyntaxOptions syntax)
{
    private const string Record = "record";
    private const string Alert = "alert";
    private string _name = "";

    private IssueList Issues => section.Issues;

    /// <summary>A label name must not be empty nor the metric's.</summary>
    public static void CheckLabelName(string name, YamlNode node, IssueList issues, string where)
    {
        if (name.Length == 0 || name == LabelNames.MetricName)
        {
            issues.Error(node, $"{where}: invalid label name: {name}");
        }
    }

    /// <summary>The rule; null where its errors leave nothing to build it from.</summary>
    public Rule? Read(IReadOnlyList<(string Name, string Value, YamlNode Node)> groupLabels)
    {
        string record = section.Text(Record, "");
        string alert = section.Text(Alert, "");
        _name = alert.Length > 0 ? alert : record;
        if (record.Length > 0 && alert.Length > 0)
        {
            Error(section.Find(Record)!, "only one of 'record' and 'alert' must be set");
        }
        else if (_name.Length == 0)
        {
            Error(section.Node, "one of 'record' or 'alert' must be set");
        }

        Expression? tree = ReadQuery(out string query);
        TimeSpan? holds = section.Duration("for");
        TimeSpan? keeps = section.Duration("keep_firing_for");
        bool isAlert = alert.Length > 0;
        List<RuleText> labels = Merge(Texts("labels", isAlert, CheckLabel), groupLabels, isAlert);
        List<RuleText> annotations = Texts("annotations", isAlert, CheckAnnotation);
        if (record.Length > 0)
        {
            CheckRecording(record, annotations.Count > 0, holds is { Ticks: > 0 }, keeps is { Ticks: > 0 });
        }

        section.Finish($"group {QuotedText.Quote(group)}, rule {number.ToString(CultureInfo.InvariantCulture)}");
        if (tree is null || _name.Length == 0)
        {
            return null;
        }

        int line = (int)section.Find(isAlert ? Alert : Record)!.Start.Line;
        int queryLine = (int)section.Find("expr")!.Start.Line;
        return isAlert
            ? new AlertingRule
            {
                Name = alert,
                Query = query,
                Tree = tree,
                Labels = labels,
                Line = line,
                QueryLine = queryLine,
                For = holds ?? TimeSpan.Zero,
                KeepFiringFor = keeps ?? TimeSpan.Zero,
                Annotations = annotations,
                NoData = NoData(annotations),
            }
            : new RecordingRule { Name = record, Query = query, Tree = tree, Labels = labels, Line = line, QueryLine = queryLine };
    }

    private Expression? ReadQuery(out string query)
    {
        query = section.Text("expr", "");
        if (query.Length == 0)
        {
            if (section.Find("expr") is null or YamlScalarNode)
            {
                Error(section.Find("expr") ?? section.Node, "field 'expr' must be set in rule");
            }

            return null;
        }

        PromqlParseResult result = PromqlParser.Parse(query, syntax);
        foreach (PromqlDiagnostic diagnostic in result.Diagnostics)
        {
            string message = diagnostic.Format(query);
            Issues.Error(Line((YamlScalarNode)section.Find("expr")!, message), Say($"could not parse expression: {message}"));
        }

        return result.HasErrors ? null : result.Tree;
    }

    /// <summary>The line in the file; only a literal block keeps the lines of its text.</summary>
    private static int Line(YamlScalarNode node, string message)
    {
        int start = (int)node.Start.Line;
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        return node.Style == ScalarStyle.Literal && colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int line)
            ? start + line
            : start;
    }

    private List<RuleText> Texts(string key, bool areTemplates, Action<string, YamlNode> check)
    {
        var texts = new List<RuleText>();
        foreach ((string name, string value, YamlNode node) in section.Pairs(key))
        {
            check(name, node);
            Template? template = areTemplates ? ParseTemplate(key, name, value, node) : null;
            texts.Add(new RuleText(name, value, template, (int)node.Start.Line));
        }

        return texts;
    }

    private Template? ParseTemplate(string key, string name, string value, YamlNode node)
    {
        try
        {
            return Template.Parse("__alert_" + _name, value, RuleFunctions.ForParsing, AlertTemplateData.Variables);
        }
        catch (TemplateException exception)
        {
            Error(node, $"{(key == "labels" ? "label" : "annotation")} {QuotedText.Quote(name)}: {exception.Message}");
            return null;
        }
    }

    private List<RuleText> Merge(List<RuleText> labels, IReadOnlyList<(string Name, string Value, YamlNode Node)> groupLabels, bool areTemplates)
    {
        foreach ((string name, string value, YamlNode node) in groupLabels)
        {
            if (!labels.Exists(label => label.Name == name))
            {
                labels.Add(new RuleText(name, value, areTemplates ? ParseTemplate("labels", name, value, node) : null, (int)node.Start.Line));
            }
        }

        labels.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return labels;
    }

    private NoDataHandling NoData(List<RuleText> annotations)
    {
        if (annotations.Find(static annotation => annotation.Name == NoDataAnnotation.Name) is not { } given)
        {
            return NoDataHandling.Ok;
        }

        if (NoDataAnnotation.TryParse(given.Text, out NoDataHandling handling))
        {
            return handling;
        }

        Issues.Error(given.Line, Say($"annotation {NoDataAnnotation.Name}: {QuotedText.Quote(given.Text)} is none of keep, alert, ok"));
        return NoDataHandling.Ok;
    }

    private void CheckRecording(string record, bool hasAnnotations, bool holds, bool keeps)
    {
        YamlNode node = section.Find(Record)!;
        if (hasAnnotations)
        {
            Error(node, "invalid field 'annotations' in recording rule");
        }

        if (holds)
        {
            Error(node, "invalid field 'for' in recording rule");
        }

        if (keeps)
        {
            Error(node, "invalid field 'keep_firing_for' in recording rule");
        }

        if (record.AsSpan().ContainsAny('{', '}'))
        {
            Error(node, $"braces present in the recording rule name; should it be in expr?: {record}");
        }
        else if (!LabelNames.IsClassicMetricName(record))
        {
            Issues.Warn(node, Say($"the recording rule name {QuotedText.Quote(record)} needs quotes in queries, and Prometheus before 3.0 refuses it"));
        }
    }

    private void CheckLabel(string name, YamlNode node)
    {
        CheckLabelName(name, node, Issues, Where());
        WarnOfName("label", name, node);
    }

    private void CheckAnnotation(string name, YamlNode node)
    {
        if (name.Length == 0)
        {
            Error(node, $"invalid annotation name: {name}");
        }

        WarnOfName("annotation", name, node);
    }

    private void WarnOfName(string what, string name, YamlNode node)
    {
        if (name.Length > 0 && !LabelNames.IsClassicLabelName(name))
        {
            Issues.Warn(node, Say($"the {what} name {QuotedText.Quote(name)} needs quotes in queries, and Prometheus before 3.0 refuses it"));
        }
    }

    private void Error(YamlNode node, string reason) => Issues.Error(node, Say(reason));

    private string Say(string reason) => $"{Where()}: {reason}";

    private string Where() => string.Create(CultureInfo.InvariantCulture, $"group {QuotedText.Quote(group)}, rule {number}, {QuotedText.Quote(_name)}");
}
