using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Templates.Functions;
using Vigia.Server.Alerting.Templates.Values;

namespace Vigia.Server.Alerting.Templates.Formatting;

/// <summary>Values as Go's <c>fmt</c> prints them.</summary>
/// <remarks>https://pkg.go.dev/fmt: verbs, flags and the forms of what does not fit.</remarks>
internal static class GoFormat
{
    /// <summary>The longest text that is made of values; a value that holds itself many times over would have no end.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>As <c>%v</c>.</summary>
    public static string Print(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, FormatSpec.Value);
        return text.ToString();
    }

    /// <summary>As <c>fmt.Sprint</c>: a space between two that are both no text; or, as <c>fmt.Sprintln</c>, between all.</summary>
    public static string Join(IReadOnlyList<object?> values, bool alwaysSpaced = false)
    {
        var text = new StringBuilder();
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0 && (alwaysSpaced || (values[i] is not string && values[i - 1] is not string)))
            {
                text.Append(' ');
            }

            Append(text, values[i], FormatSpec.Value);
        }

        return text.ToString();
    }

    /// <summary>Writes one value by one verb.</summary>
    /// <exception cref="TemplateCallException">The text passes <see cref="MaxLength"/>, or values hold values too deeply.</exception>
    public static void Append(StringBuilder text, object? value, FormatSpec spec)
    {
        if (text.Length > MaxLength || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateCallException(text.Length > MaxLength ? $"the text would be longer than {MaxLength} characters" : "values are nested too deeply");
        }

        if (spec.Verb == 'T')
        {
            Pad(text, GoType.Name(value), spec);
            return;
        }

        switch (value)
        {
            case null: AppendNil(text, spec); break;
            case bool flag when spec.Verb is 'v' or 't': Pad(text, flag ? "true" : "false", spec); break;
            case string words when spec.Verb is 'v' or 's' or 'q' or 'x' or 'X': AppendText(text, words, spec); break;
            case long number when IntegerFormat.Takes(spec.Verb): IntegerFormat.Append(text, number, spec); break;
            case double number when spec.Verb is 'v' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G': AppendFloat(text, number, spec); break;
            case ITemplateObject other when spec.Verb is 'v' or 's': Pad(text, (other.TypeName[0] == '*' ? "&" : "") + other.Print(), spec); break;
            case ITemplateObject other when spec.Verb == 'q': Pad(text, QuotedText.Quote(other.Print()), spec); break;
            case GoDuration duration: Append(text, duration.Nanoseconds, spec); break;
            case ITemplateMap map: AppendMap(text, map, spec); break;
            case IReadOnlyList<object?> list: AppendList(text, list, spec); break;
            case TemplateFunction function when spec.Verb == 'v': Pad(text, function.Name, spec); break;
            case not (string or bool or long or double or ITemplateObject) when spec.Verb is 'v' or 's':
                Pad(text, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", spec);
                break;
            default: AppendMisfit(text, value, spec.Verb); break;
        }
    }

    /// <summary>Fills up to the width: blanks on the left, or on the right with a minus.</summary>
    internal static void Pad(StringBuilder text, string content, FormatSpec spec)
    {
        int missing = (spec.Width ?? 0) - content.EnumerateRunes().Count();
        if (missing <= 0)
        {
            text.Append(content);
        }
        else if (spec.HasMinus)
        {
            text.Append(content).Append(' ', missing);
        }
        else
        {
            text.Append(spec.HasZero ? '0' : ' ', missing).Append(content);
        }
    }

    /// <summary>As Go reports a verb that the value does not have.</summary>
    internal static void AppendMisfit(StringBuilder text, object? value, char verb)
    {
        text.Append("%!").Append(verb).Append('(');
        if (value is null)
        {
            text.Append("<nil>)");
            return;
        }

        text.Append(GoType.Name(value)).Append('=');
        Append(text, value, FormatSpec.Value);
        text.Append(')');
    }

    private static void AppendNil(StringBuilder text, FormatSpec spec)
    {
        if (spec.Verb == 'v')
        {
            Pad(text, "<nil>", spec);
        }
        else
        {
            AppendMisfit(text, null, spec.Verb);
        }
    }

    private static void AppendText(StringBuilder text, string value, FormatSpec spec)
    {
        if (spec.Verb is 'x' or 'X')
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            string hex = spec.Verb == 'x' ? Convert.ToHexStringLower(bytes) : Convert.ToHexString(bytes);
            if (spec.HasSpace)
            {
                hex = string.Join(' ', hex.Chunk(2).Select(static pair => new string(pair)));
            }

            Pad(text, spec.HasSharp && hex.Length > 0 ? $"0{spec.Verb}{hex}" : hex, spec);
            return;
        }

        if (spec.Precision is { } precision)
        {
            value = string.Concat(value.EnumerateRunes().Take(precision));
        }

        bool isRaw = spec.HasSharp && !value.Contains('`', StringComparison.Ordinal) && !value.Any(static c => char.IsControl(c) && c != '\t');
        Pad(text, spec.Verb != 'q' && !(spec.Verb == 'v' && spec.HasSharp) ? value : isRaw && spec.Verb == 'q' ? $"`{value}`" : QuotedText.Quote(value), spec);
    }

    private static void AppendFloat(StringBuilder text, double value, FormatSpec spec)
    {
        char format = spec.Verb switch { 'v' => 'g', 'F' => 'f', _ => spec.Verb };
        string digits = GoFloat.Format(value, format, spec.Precision ?? (spec.Verb is 'v' or 'g' or 'G' ? -1 : 6));
        string sign = digits[0] is '+' or '-' ? digits[..1] : "";
        digits = digits[sign.Length..];
        bool isFinite = double.IsFinite(value);
        if (sign != "-")
        {
            // An infinity keeps its plus where nothing was asked for.
            sign = spec.HasPlus || sign == "+" ? "+" : spec.HasSpace ? " " : "";
        }

        if (spec.HasZero && !spec.HasMinus && isFinite)
        {
            digits = digits.PadLeft(Math.Max((spec.Width ?? 0) - sign.Length, 0), '0');
        }

        Pad(text, sign + digits, spec with { HasZero = false });
    }

    private static void AppendMap(StringBuilder text, ITemplateMap map, FormatSpec spec)
    {
        text.Append("map[");
        bool isFirst = true;
        foreach ((string key, object? value) in map.Entries)
        {
            text.Append(isFirst ? "" : " ");
            isFirst = false;
            Append(text, key, spec);
            text.Append(':');
            Append(text, value, spec);
        }

        text.Append(']');
    }

    private static void AppendList(StringBuilder text, IReadOnlyList<object?> list, FormatSpec spec)
    {
        text.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : " ");
            Append(text, list[i], spec);
        }

        text.Append(']');
    }
}
