namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>A file's text with one rule put in.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Place">Where the rule stands now.</param>
/// <param name="FirstLine">The first line that is new, from 1.</param>
/// <param name="Fields">The field that each new line is of.</param>
internal sealed record RuleFileChange(string Text, RulePlace Place, int FirstLine, IReadOnlyList<RuleField> Fields)
{
    /// <summary>The field that a line belongs to.</summary>
    public RuleField FieldOf(int line) =>
        line >= FirstLine && line - FirstLine < Fields.Count ? Fields[line - FirstLine] : new RuleField(RuleFieldKind.File);
}
