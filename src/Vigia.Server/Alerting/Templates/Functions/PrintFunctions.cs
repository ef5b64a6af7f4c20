using Vigia.Server.Alerting.Templates.Formatting;

namespace Vigia.Server.Alerting.Templates.Functions;

/// <summary><c>print</c>, <c>printf</c> and <c>println</c>.</summary>
internal static class PrintFunctions
{
    public static IEnumerable<TemplateFunction> All =>
    [
        TemplateFunction.Variadic("print", [ParameterKind.Any], static arguments => GoFormat.Join(arguments.Values)),
        TemplateFunction.Variadic("println", [ParameterKind.Any], static arguments => GoFormat.Join(arguments.Values, alwaysSpaced: true) + "\n"),
        TemplateFunction.Variadic("printf", [ParameterKind.Text, ParameterKind.Any], static arguments =>
            FormatText.Fill(arguments.Text(0), [.. arguments.Values.Skip(1)], arguments.Limits.MaxOutput)
                ?? throw new TemplateCallException($"the text would be longer than {arguments.Limits.MaxOutput} characters")),
    ];
}
