namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>The functions that a kind of template may call, by name. Immutable; safe from any thread.</summary>
internal sealed class TemplateFunctions
{
    /// <summary>Go's own.</summary>
    public static readonly TemplateFunctions Builtin = new(
        ((IEnumerable<TemplateFunction>)[.. PrintFunctions.All, .. CollectionFunctions.All, .. ComparisonFunctions.All, .. EscapeFunctions.All])
            .ToDictionary(static function => function.Name, StringComparer.Ordinal));

    // Never changed; a frozen one would cost more to make, and one is made for each evaluation of a rule.
    private readonly Dictionary<string, TemplateFunction> _byName;

    private TemplateFunctions(Dictionary<string, TemplateFunction> byName) => _byName = byName;

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>These and others; of two with the same name the other counts.</summary>
    public TemplateFunctions With(IEnumerable<TemplateFunction> others)
    {
        var all = new Dictionary<string, TemplateFunction>(_byName, StringComparer.Ordinal);
        foreach (TemplateFunction function in others)
        {
            all[function.Name] = function;
        }

        return new TemplateFunctions(all);
    }

    /// <summary>
    /// Whether there is a function of this name. <c>and</c>, <c>or</c> and <c>call</c> belong to the interpreter: the first two stop at the
    /// argument that decides, the third takes the function from its first argument.
    /// </summary>
    public bool Contains(string name) => name is "and" or "or" or "call" || _byName.ContainsKey(name);

    public TemplateFunction? Find(string name) => _byName.GetValueOrDefault(name);
}
