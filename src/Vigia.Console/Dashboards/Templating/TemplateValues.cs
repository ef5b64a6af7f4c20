namespace Vigia.Console.Dashboards.Templating;

/// <summary>What variables of a text stand for: those of the dashboard, and the built-in ones of a range and step. Immutable.</summary>
/// <param name="Scope">The dashboard's.</param>
/// <param name="Range">The range and step.</param>
internal sealed record TemplateValues(VariableScope Scope, QueryRange Range)
{
    /// <summary>The dashboard's title and uid, for <c>${__dashboard}</c>.</summary>
    public (string Title, string Uid) Dashboard { get; init; } = ("", "");

    /// <summary>A value for a text that is no query.</summary>
    public string? Text(TemplateReference reference, string defaultFormat)
    {
        if (BuiltIn(reference) is { } builtIn)
        {
            return builtIn;
        }

        if (Scope.Find(reference.Name) is not { } value)
        {
            return null;
        }

        if (reference.Field is "text" or "value" && reference.Format is null)
        {
            return string.Join(" + ", reference.Field == "text" ? value.Texts : value.Values);
        }

        string format = reference.Format ?? (reference.Field == "text" ? "text" : defaultFormat);
        return VariableFormat.Apply(format, reference.Name, value);
    }

    /// <summary>A value for a PromQL expression: one that may be several becomes an expression, any is escaped for its quotation marks.</summary>
    public string? Query(TemplateReference reference)
    {
        if (BuiltIn(reference) is { } builtIn)
        {
            return builtIn;
        }

        if (Scope.Find(reference.Name) is not { } value)
        {
            return null;
        }

        if (reference.Format is { Length: > 0 } format)
        {
            string text = VariableFormat.Apply(format, reference.Name, value);
            return format is "raw" ? text : Escape(text, reference.Quote);
        }

        if (value.IsAll && value.AllValue.Length > 0)
        {
            return value.AllValue;
        }

        bool isExpression = value.IsMulti && reference.Quote != 0;
        if (value.Values.Count == 1)
        {
            return Escape(isExpression ? PatternText.Escape(value.Values[0]) : value.Values[0], reference.Quote);
        }

        string joined = string.Join('|', value.Values.Select(one => isExpression ? PatternText.Escape(one) : one));
        return value.Values.Count == 0 ? "" : Escape("(" + joined + ")", reference.Quote);
    }

    /// <summary>Escapes for the inside of a PromQL string.</summary>
    public static string Escape(string text, char quote) => quote switch
    {
        '"' => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
        '\'' => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
        '`' => text.Replace("`", "", StringComparison.Ordinal),
        _ => text,
    };

    private string? BuiltIn(TemplateReference reference) => reference.Name switch
    {
        "__dashboard" => reference.Field == "uid" ? Dashboard.Uid : Dashboard.Title,
        "__all_variables" => string.Join('&', Scope.Values.Select(static pair => VariableFormat.Apply("queryparam", pair.Key, pair.Value))),
        "__org" => reference.Field == "name" ? "Main Org." : "1",
        _ => Range.BuiltIn(reference),
    };
}
