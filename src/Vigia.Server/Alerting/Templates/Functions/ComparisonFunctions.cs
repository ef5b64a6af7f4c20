using Vigia.Server.Alerting.Templates.Formatting;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary><c>eq ne lt le gt ge</c>. Whole numbers and floats do not compare, as in Go.</summary>
internal static class ComparisonFunctions
{
    private const string Incompatible = "incompatible types for comparison";

    private static readonly ParameterKind[] Two = [ParameterKind.Any, ParameterKind.Any];

    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Variadic("eq", Two, static arguments => EqualsAny(arguments)),
        TemplateFunction.Of("ne", Two, static arguments => !AreEqual(arguments[0], arguments[1])),
        TemplateFunction.Of("lt", Two, static arguments => IsLess(arguments[0], arguments[1])),
        TemplateFunction.Of("le", Two, static arguments => IsLess(arguments[0], arguments[1]) || AreEqual(arguments[0], arguments[1])),
        TemplateFunction.Of("gt", Two, static arguments => !IsLess(arguments[0], arguments[1]) && !AreEqual(arguments[0], arguments[1])),
        TemplateFunction.Of("ge", Two, static arguments => !IsLess(arguments[0], arguments[1])),
    ];

    private static bool EqualsAny(CallArguments arguments)
    {
        if (arguments.Count < 2)
        {
            throw new TemplateCallException("missing argument for comparison");
        }

        for (int i = 1; i < arguments.Count; i++)
        {
            if (AreEqual(arguments[0], arguments[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null, _) or (_, null) => left is null && right is null,
        (string a, string b) => a == b,
        (bool a, bool b) => a == b,
        (long a, long b) => a == b,
        (double a, double b) => a == b,
        (GoDuration a, GoDuration b) => a.Nanoseconds == b.Nanoseconds,
        (GoTime a, GoTime b) => a.Time == b.Time,
        (ITemplateMap or IReadOnlyList<object?> or TemplateFunction, _) => throw new TemplateCallException($"non-comparable type {GoFormat.Print(left)}: {GoType.Name(left)}"),
        _ => throw new TemplateCallException(Incompatible),
    };

    private static bool IsLess(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b) < 0,
        (long a, long b) => a < b,
        (double a, double b) => a < b,
        (GoDuration a, GoDuration b) => a.Nanoseconds < b.Nanoseconds,
        (string or long or double, string or long or double) => throw new TemplateCallException(Incompatible),
        _ => throw new TemplateCallException("invalid type for comparison"),
    };
}
