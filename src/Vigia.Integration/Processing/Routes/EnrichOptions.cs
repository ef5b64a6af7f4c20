namespace Vigia.Integration.Processing.Routes;

/// <summary>One field that a step sets: <see cref="Path"/> and exactly one source.</summary>
internal sealed class EnrichOptions
{
    /// <summary>Where: names from the root, as in <c>$.meta.site</c>. Missing objects on the way are made.</summary>
    public string? Path { get; set; }

    /// <summary>A text; <c>{{ expressions }}</c> in it are filled in, and one alone keeps its type.</summary>
    public string? Value { get; set; }

    /// <summary>A constant as JSON, as in <c>42</c> or <c>{"a":1}</c>.</summary>
    public string? Json { get; set; }

    /// <summary>The name of an environment variable of the module, read when the route is loaded.</summary>
    public string? Environment { get; set; }

    /// <summary>A JSON file with one object; the value under <see cref="Key"/> is taken.</summary>
    public string? Lookup { get; set; }

    /// <summary>Lookup: an expression for the key.</summary>
    public string? Key { get; set; }

    /// <summary>Lookup: JSON for keys that the table lacks. Without it nothing is set for them.</summary>
    public string? Default { get; set; }
}
