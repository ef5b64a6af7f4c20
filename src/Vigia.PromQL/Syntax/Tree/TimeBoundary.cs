namespace Vigia.PromQL.Syntax.Tree;

/// <summary>A time that <c>@</c> takes from the query.</summary>
public enum TimeBoundary
{
    /// <summary>None.</summary>
    None,

    /// <summary><c>@ start()</c></summary>
    Start,

    /// <summary><c>@ end()</c></summary>
    End,
}
