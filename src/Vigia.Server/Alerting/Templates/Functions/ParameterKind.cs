namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>What a function takes in one place.</summary>
internal enum ParameterKind
{
    /// <summary>Anything, nil too.</summary>
    Any,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A float; a whole literal is one too.</summary>
    Float,

    /// <summary>A series of a query's answer.</summary>
    Sample,

    /// <summary>A query's answer.</summary>
    Vector,
}
