namespace Vigia.Instrumentation.Logging.Redaction;

/// <summary>What may be shown of a field's value, by its name.</summary>
internal enum FieldKind
{
    /// <summary>All of it, once its text was searched for secrets.</summary>
    Open,

    /// <summary>Nothing.</summary>
    Secret,

    /// <summary>Nothing, and in running text nothing up to the line's end: header values hold blanks and semicolons.</summary>
    SecretHeader,

    /// <summary>A keyed hash of it.</summary>
    UserId,
}
