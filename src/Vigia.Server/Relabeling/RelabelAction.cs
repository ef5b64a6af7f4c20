namespace Vigia.Server.Relabeling;

/// <summary>What a relabeling rule does.</summary>
internal enum RelabelAction
{
    /// <summary>Sets the target label to the replacement where the joined source values match.</summary>
    Replace,

    /// <summary>Drops what does not match.</summary>
    Keep,

    /// <summary>Drops what matches.</summary>
    Drop,

    /// <summary>Drops where the joined source values are not the target label's value.</summary>
    KeepEqual,

    /// <summary>Drops where they are.</summary>
    DropEqual,

    /// <summary>Sets the target label to a hash of the joined source values, modulo <c>modulus</c>.</summary>
    HashMod,

    /// <summary>Copies labels whose name matches to the name that the replacement gives.</summary>
    LabelMap,

    /// <summary>Removes labels whose name matches.</summary>
    LabelDrop,

    /// <summary>Removes labels whose name does not match.</summary>
    LabelKeep,

    /// <summary>Sets the target label to the joined source values in lower case.</summary>
    Lowercase,

    /// <summary>Sets the target label to the joined source values in upper case.</summary>
    Uppercase,
}
