namespace Vigia.PromQL.Syntax.Tree;

/// <summary>How many series of each side may share a match group.</summary>
public enum MatchCardinality
{
    /// <summary>One and one.</summary>
    OneToOne,

    /// <summary>Many on the left: <c>group_left</c>.</summary>
    ManyToOne,

    /// <summary>Many on the right: <c>group_right</c>.</summary>
    OneToMany,

    /// <summary>Any on both: the set operators.</summary>
    ManyToMany,
}
