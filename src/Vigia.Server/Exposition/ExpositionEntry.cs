namespace Vigia.Server.Exposition;

/// <summary>What a reader of an exposition came upon.</summary>
internal enum ExpositionEntry
{
    /// <summary>Nothing more.</summary>
    End,

    /// <summary>A family's type.</summary>
    Type,

    /// <summary>A family's help.</summary>
    Help,

    /// <summary>A family's unit.</summary>
    Unit,

    /// <summary>A comment that means nothing.</summary>
    Comment,

    /// <summary>A sample.</summary>
    Sample,
}
