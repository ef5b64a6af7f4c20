using Vigia.Server.Alerting.Templates.Syntax;

namespace Vigia.Server.Alerting.Templates;

/// <summary>What a rule's template uses of its series.</summary>
internal static class TemplateLabels
{
    /// <summary>The labels that it names: <c>$labels.x</c>, <c>.Labels.x</c> outside of <c>with</c> and <c>range</c>, <c>index $labels "x"</c>.</summary>
    public static IEnumerable<string> Of(Template template)
    {
        foreach ((TemplateNode node, bool isOwnDot) in template.Nodes())
        {
            switch (node)
            {
                case VariableNode { Name: "$labels", Fields.Count: > 0 } variable:
                    yield return variable.Fields[0];
                    break;
                case FieldNode { Names: ["Labels", var name, ..] } when isOwnDot:
                    yield return name;
                    break;
                case VariableNode { Name: "$", Fields: ["Labels", var name, ..] }:
                    yield return name;
                    break;
                case CommandNode { Words: [FunctionNode { Name: "index" }, VariableNode { Name: "$labels", Fields.Count: 0 }, LiteralNode { Value: string key }, ..] }:
                    yield return key;
                    break;
            }
        }
    }

    /// <summary>The fields that it asks of its own dot: <c>.Labels</c>, <c>$.Value</c>.</summary>
    public static IEnumerable<string> Fields(Template template)
    {
        foreach ((TemplateNode node, bool isOwnDot) in template.Nodes())
        {
            if (node is VariableNode { Name: "$", Fields.Count: > 0 } root)
            {
                yield return root.Fields[0];
            }
            else if (isOwnDot && node is FieldNode field)
            {
                yield return field.Names[0];
            }
        }
    }

    /// <summary>Whether it writes the value itself, and does not only ask for it in a condition.</summary>
    public static bool WritesValue(Template template) => template.Nodes().Any(static found => found.Node is ActionNode { Pipe: { Variables.Count: 0 } pipe } && Uses(pipe, found.IsOwnDot));

    private static bool Uses(TemplateNode node, bool isOwnDot) => TemplateWalk.All(node, isOwnDot).Any(static found => found.Node is VariableNode { Name: "$value" }
        || (found.IsOwnDot && found.Node is FieldNode { Names: ["Value", ..] }));
}
