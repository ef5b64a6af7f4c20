using System.Text.Json;
using Vigia.Model.Processing;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>One <c>| name</c> or <c>| name(literal)</c> of an expression.</summary>
internal sealed class ExpressionFunction(string name, ExpressionValue argument, string expression)
{
    public static readonly IReadOnlyList<string> Names = ["default", "required", "string", "number", "upper", "lower", "trim"];

    public ExpressionValue Apply(ExpressionValue value)
    {
        if (name is "default")
        {
            return value.Kind is JsonValueKind.Undefined or JsonValueKind.Null ? argument : value;
        }

        if (value.IsMissing)
        {
            return name is "required"
                ? throw new ProcessingException("mapping_missing", $"The payload has no value for '{expression}'.", isTransient: false)
                : value;
        }

        return name switch
        {
            "required" => value.Kind is JsonValueKind.Null
                ? throw new ProcessingException("mapping_missing", $"The value of '{expression}' is null.", isTransient: false)
                : value,
            "number" => value.TryGetNumber(out JsonElement number) ? ExpressionValue.Of(number) : throw Refused(value, "a number"),
            "string" => ExpressionValue.Of(Text(value)),
            "upper" => ExpressionValue.Of(Text(value).ToUpperInvariant()),
            "lower" => ExpressionValue.Of(Text(value).ToLowerInvariant()),
            _ => ExpressionValue.Of(Text(value).Trim()),
        };
    }

    private string Text(ExpressionValue value) => value.AsText() ?? throw Refused(value, "text");

    // Says the kind, not the value: errors end in logs.
    private ProcessingException Refused(ExpressionValue value, string wanted) =>
        new("mapping_type", $"'{expression}' is {value.Kind} and cannot be made {wanted}.", isTransient: false);
}
