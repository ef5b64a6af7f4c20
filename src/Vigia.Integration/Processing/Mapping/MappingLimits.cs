namespace Vigia.Integration.Processing.Mapping;

/// <summary>What bounds a template and its result: a message must not be able to make a worker run out of memory or time.</summary>
internal static class MappingLimits
{
    /// <summary>Bytes of a template file.</summary>
    public const int MaxTemplateBytes = 256 * 1024;

    /// <summary>Characters of one expression.</summary>
    public const int MaxExpressionLength = 1024;

    /// <summary>Segments of a path.</summary>
    public const int MaxPathSegments = 32;

    /// <summary>Functions applied in one expression.</summary>
    public const int MaxFunctions = 8;

    /// <summary>Elements that all <c>$each</c> and <c>[*]</c> of one rendering may visit together.</summary>
    public const int MaxElements = 10_000;

    /// <summary>Bytes of a result.</summary>
    public const int MaxResultBytes = 4 * 1024 * 1024;
}
