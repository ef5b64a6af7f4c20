namespace Vigia.Console.Dashboards.Model;

/// <summary>What a variable's options come from.</summary>
public enum VariableKind
{
    Query,
    Custom,
    TextBox,
    Interval,
    DataSource,
    Constant,
    Adhoc,

    /// <summary>A kind that is not known here: it keeps what it was saved with.</summary>
    Other,
}
