namespace Vigia.Server.Alerting.Templates;

/// <summary>What one execution of a template may take; passing a bound fails it.</summary>
internal sealed record TemplateLimits
{
    /// <summary>The bounds that hold where none are given.</summary>
    public static readonly TemplateLimits Default = new();

    /// <summary>The longest text that is parsed, in UTF-16 units.</summary>
    public const int MaxSource = 1 << 20;

    /// <summary>How deep parentheses and blocks may nest in a text.</summary>
    public const int MaxNesting = 200;

    /// <summary>The longest output, and the longest text that a function may make, in UTF-16 units.</summary>
    public int MaxOutput { get; init; } = 1 << 20;

    /// <summary>How many nodes may be evaluated.</summary>
    public int MaxSteps { get; init; } = 1_000_000;

    /// <summary>How deep templates may call each other.</summary>
    public int MaxDepth { get; init; } = 100;
}
