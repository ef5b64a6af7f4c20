namespace Vigia.Server.Alerting.Templates.Formatting;

/// <summary>One verb of a format with its flags, as <c>%+08.3f</c>.</summary>
internal readonly record struct FormatSpec(char Verb)
{
    /// <summary>The plain one.</summary>
    public static readonly FormatSpec Value = new('v');

    public bool HasPlus { get; init; }

    public bool HasMinus { get; init; }

    public bool HasSharp { get; init; }

    public bool HasSpace { get; init; }

    public bool HasZero { get; init; }

    /// <summary>The least width; null where none is given.</summary>
    public int? Width { get; init; }

    /// <summary>The precision; null where none is given.</summary>
    public int? Precision { get; init; }
}
