using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary>A function that templates may call. Immutable; safe from any thread.</summary>
internal sealed class TemplateFunction
{
    private readonly Func<CallArguments, object?> _body;

    private TemplateFunction(string name, IReadOnlyList<ParameterKind> parameters, bool isVariadic, Func<CallArguments, object?> body) =>
        (Name, Parameters, IsVariadic, _body) = (name, parameters, isVariadic, body);

    public string Name { get; }

    /// <summary>What it takes; the last stands for those beyond where it is variadic.</summary>
    public IReadOnlyList<ParameterKind> Parameters { get; }

    /// <summary>Whether the last parameter may stand any number of times, none too.</summary>
    public bool IsVariadic { get; }

    /// <summary>A function with a fixed number of arguments.</summary>
    public static TemplateFunction Of(string name, ParameterKind[] parameters, Func<CallArguments, object?> body) =>
        new(name, parameters, isVariadic: false, body);

    /// <summary>A function whose last argument may be repeated or left out.</summary>
    public static TemplateFunction Variadic(string name, ParameterKind[] parameters, Func<CallArguments, object?> body) =>
        new(name, parameters, isVariadic: true, body);

    /// <summary>What is wrong with this many arguments; null where nothing is.</summary>
    public string? CountError(int count)
    {
        if (IsVariadic)
        {
            int least = Parameters.Count - 1;
            return count < least ? $"wrong number of args for {Name}: want at least {least} got {count}" : null;
        }

        return count == Parameters.Count ? null : $"wrong number of args for {Name}: want {Parameters.Count} got {count}";
    }

    public ParameterKind Kind(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    /// <summary>Makes an argument of the kind that is asked for, where Go would.</summary>
    /// <param name="index">Which argument.</param>
    /// <param name="value">Its value.</param>
    /// <param name="literal">Its text where it is a literal, which Go lets be of any fitting type; otherwise null.</param>
    /// <param name="result">The argument.</param>
    /// <param name="error">What is wrong with it.</param>
    public bool TryConvert(int index, object? value, string? literal, out object? result, out string error)
    {
        ParameterKind kind = Kind(index);
        (bool fits, string name, result) = kind switch
        {
            ParameterKind.Any => (true, "", value),
            ParameterKind.Text => (value is string, "string", value),
            ParameterKind.Integer => (value is long, "int", value),
            ParameterKind.Float => literal is not null && value is long whole ? (true, "", (double)whole) : (value is double, "float64", value),
            ParameterKind.Sample => (value is TemplateSample, "*template.sample", value),
            _ => (value is IReadOnlyList<TemplateSample>, "template.queryResult", value),
        };
        error = fits ? ""
            : literal is null ? $"wrong type for value; expected {name}; got {GoType.Name(value)}"
            : kind is ParameterKind.Sample or ParameterKind.Vector ? $"can't handle {literal} for arg of type {name}"
            : $"expected {(kind == ParameterKind.Integer ? "integer" : kind == ParameterKind.Float ? "float" : name)}; found {literal}";
        return fits;
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="TemplateCallException">It fails.</exception>
    public object? Call(CallArguments arguments) => _body(arguments);
}
