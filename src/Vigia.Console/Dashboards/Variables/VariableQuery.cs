namespace Vigia.Console.Dashboards.Variables;

/// <summary>A variable's query: <c>label_values(selector, label)</c>, <c>label_names()</c>, <c>metrics(regex)</c>, <c>query_result(expr)</c>, or a selector.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Argument">The selector, expression or regex; "" where there is none.</param>
/// <param name="Label">The label of <see cref="VariableQueryKind.LabelValues"/>.</param>
internal sealed record VariableQuery(VariableQueryKind Kind, string Argument, string Label)
{
    public static VariableQuery Parse(string text)
    {
        string query = text.Trim();
        if (Inner(query, "label_values") is { } values)
        {
            int comma = LastComma(values);
            return comma < 0
                ? new VariableQuery(VariableQueryKind.LabelValues, "", values.Trim())
                : new VariableQuery(VariableQueryKind.LabelValues, values[..comma].Trim(), values[(comma + 1)..].Trim());
        }

        return Inner(query, "label_names") is { } names ? new VariableQuery(VariableQueryKind.LabelNames, names.Trim(), "")
            : Inner(query, "metrics") is { } metrics ? new VariableQuery(VariableQueryKind.Metrics, metrics.Trim(), "")
            : Inner(query, "query_result") is { } expression ? new VariableQuery(VariableQueryKind.Result, expression.Trim(), "")
            : new VariableQuery(VariableQueryKind.Series, query, "");
    }

    private static string? Inner(string query, string function)
    {
        if (!query.StartsWith(function, StringComparison.Ordinal) || !query.EndsWith(')'))
        {
            return null;
        }

        string rest = query[function.Length..].TrimStart();
        return rest.Length > 1 && rest[0] == '(' ? rest[1..^1] : null;
    }

    /// <summary>The comma before the label: the last one outside braces and quotation marks.</summary>
    private static int LastComma(string text)
    {
        int found = -1;
        int depth = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != 0)
            {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? '\0' : quote;
                continue;
            }

            quote = c is '"' or '\'' or '`' ? c : '\0';
            depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
            found = c == ',' && depth == 0 ? i : found;
        }

        return found;
    }
}
