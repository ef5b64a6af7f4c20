namespace Vigia.Integration.Processing.Routes;

/// <summary>One step as configuration has it. What belongs to another kind must not be set.</summary>
internal sealed class StepOptions
{
    /// <summary><c>validate</c>, <c>map</c>, <c>enrich</c>, <c>filter</c> or <c>processor</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>validate: a JSON Schema file.</summary>
    public string? Schema { get; set; }

    /// <summary>map: a template file.</summary>
    public string? Template { get; set; }

    /// <summary>enrich: the fields that are set, in order.</summary>
    public IList<EnrichOptions> Set { get; set; } = [];

    /// <summary>filter: an expression, as in <c>$.total</c> or <c>message.protocol</c>.</summary>
    public string? Path { get; set; }

    /// <summary>filter: one of = != &gt; &gt;= &lt; &lt;= exists in matches.</summary>
    public string? Op { get; set; }

    /// <summary>filter: what is compared with; JSON where it reads as such.</summary>
    public string? Value { get; set; }

    /// <summary>filter: what <c>in</c> compares with.</summary>
    public IList<string> Values { get; set; } = [];

    /// <summary>processor: the name of a processor from <c>Processing:Assemblies</c>.</summary>
    public string? Name { get; set; }
}
