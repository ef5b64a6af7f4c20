namespace Vigia.Server.Alerting.Rules.Drafting;

/// <summary>What a field of a rule's form holds.</summary>
internal enum RuleFieldKind
{
    /// <summary>None: what is wrong lies elsewhere in the file.</summary>
    File,

    Group,

    Name,

    Expression,

    For,

    KeepFiringFor,

    Label,

    Annotation,

    NoData,
}
