using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>Writes a rule as lines of YAML, and knows which field each line is of. Not thread-safe.</summary>
internal sealed class RuleDraftWriter
{
    private readonly List<string> _lines = [];
    private readonly List<RuleField> _fields = [];

    public IReadOnlyList<string> Lines => _lines;

    public IReadOnlyList<RuleField> Fields => _fields;

    /// <summary>Adds the head of a group that is to follow.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="indent">The spaces before its dash.</param>
    public void AddGroup(string name, int indent)
    {
        AddPair(new RuleField(RuleFieldKind.Group), "name", name, new string(' ', indent) + "- ", indent + 2);
        Add(new RuleField(RuleFieldKind.Group), new string(' ', indent + 2) + "rules:");
    }

    /// <summary>Adds a rule.</summary>
    /// <param name="draft">The rule.</param>
    /// <param name="indent">The spaces before its dash.</param>
    public void AddRule(RuleDraft draft, int indent)
    {
        int inner = indent + 2;
        string inset = new(' ', inner);
        AddPair(new RuleField(RuleFieldKind.Name), draft.IsAlert ? "alert" : "record", draft.Name, new string(' ', indent) + "- ", inner);
        AddPair(new RuleField(RuleFieldKind.Expression), "expr", draft.Expression, inset, inner);
        if (draft.IsAlert)
        {
            AddGiven(new RuleField(RuleFieldKind.For), "for", draft.For, inner);
            AddGiven(new RuleField(RuleFieldKind.KeepFiringFor), "keep_firing_for", draft.KeepFiringFor, inner);
        }

        AddPairs(RuleFieldKind.Label, "labels", draft.Labels, inner);
        if (draft.IsAlert)
        {
            AddPairs(RuleFieldKind.Annotation, "annotations", draft.Annotations, inner);
            if (draft.NoData.Length > 0)
            {
                if (draft.Annotations.Count == 0)
                {
                    Add(new RuleField(RuleFieldKind.NoData), inset + "annotations:");
                }

                AddPair(new RuleField(RuleFieldKind.NoData), NoDataAnnotation.Name, draft.NoData, inset + "  ", inner + 2);
            }
        }
    }

    /// <summary>Adds a line as it stands.</summary>
    public void Add(RuleField field, string line)
    {
        _lines.Add(line);
        _fields.Add(field);
    }

    private void AddGiven(RuleField field, string key, string value, int indent)
    {
        if (value.Length > 0)
        {
            AddPair(field, key, value, new string(' ', indent), indent);
        }
    }

    private void AddPairs(RuleFieldKind kind, string key, IReadOnlyList<RuleDraftPair> pairs, int indent)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        Add(new RuleField(kind), new string(' ', indent) + key + ":");
        for (int i = 0; i < pairs.Count; i++)
        {
            AddPair(new RuleField(kind, i), pairs[i].Name, pairs[i].Value, new string(' ', indent + 2), indent + 2);
        }
    }

    private void AddPair(RuleField field, string key, string value, string lead, int indent)
    {
        string inset = new(' ', indent);
        string[] lines = Yaml(key, value).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            Add(field, i == 0 ? lead + lines[i] : lines[i].Length == 0 ? "" : inset + lines[i]);
        }
    }

    private static string Yaml(string key, string value)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block));
        emitter.Emit(Scalar(key));
        emitter.Emit(Scalar(value));
        emitter.Emit(new MappingEnd());
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().TrimEnd('\n');
    }

    private static Scalar Scalar(string value) => new(
        AnchorName.Empty, TagName.Empty, value, value.Contains('\n', StringComparison.Ordinal) ? ScalarStyle.Literal : MeansMore(value) ? ScalarStyle.SingleQuoted : ScalarStyle.Any,
        isPlainImplicit: true, isQuotedImplicit: true);

    // Without quotes these would not be texts.
    private static bool MeansMore(string value) =>
        value.Length == 0 || value is "~" or "<<" || value.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";
}
