namespace Vigia.Console.Dashboards.Templating;

/// <summary>What a variable stands for now. Immutable.</summary>
public sealed record VariableValue
{
    /// <summary>"All" among the selected values.</summary>
    public const string All = "$__all";

    /// <summary>The selected values; every option where all are selected.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>What readers see of them, one for each value.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    public bool IsAll { get; init; }

    /// <summary>What "all" is written as, untouched; "" joins the options.</summary>
    public string AllValue { get; init; } = "";

    /// <summary>Whether it may have several values, so that queries use it in expressions.</summary>
    public bool IsMulti { get; init; }

    /// <summary>One value.</summary>
    public static VariableValue Of(string value, string? text = null) => new() { Values = [value], Texts = [text ?? value] };
}
