using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Templating;

namespace Vigia.Console.Dashboards.Transformations;

/// <summary>Adds a field that is calculated from others in the same row.</summary>
internal static class CalculateTransformation
{
    public static IReadOnlyList<Frame> Apply(IReadOnlyList<Frame> frames, TransformationOptions options, TransformationContext context)
    {
        // Over several series a row is a point in time.
        IReadOnlyList<Frame> joined = frames.Count > 1 && frames.All(static frame => frame.IsSeries) ? JoinTransformation.Join(frames, "", isInner: false, context) : frames;
        return [.. joined.Select(frame => Calculate(frame, joined, options, context))];
    }

    private static Frame Calculate(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options, TransformationContext context)
    {
        string mode = options.Text("mode", "reduceRow");
        (string Name, double[] Values)? made = mode switch
        {
            "reduceRow" => Row(frame, all, options["reduce"]),
            "binary" => Binary(frame, all, options["binary"], context),
            "unary" => Unary(frame, all, options["unary"]),
            "index" => ("Row", Enumerable.Range(0, frame.Rows).Select(i => options["index"].Flag("asPercentile") ? (double)i / frame.Rows : i).ToArray()),
            "cumulativeFunctions" => Cumulative(frame, all, options["cumulative"]),
            _ => null,
        };
        if (made is not { } field)
        {
            context.Notice($"calculateField: the mode '{mode}' is not supported, or a field that it names is not there; nothing is added.");
            return frame;
        }

        string name = TemplateText.Expand(options.Text("alias", field.Name), context.Values);
        var added = new FrameField { Name = name, Renamed = name, Column = FieldColumn.OfNumbers(field.Values) };
        IEnumerable<FrameField> rest = options.Flag("replaceFields") ? frame.Fields.Where(static other => other.Type == FieldType.Time) : frame.Fields;
        return frame with { Fields = [.. rest, added] };
    }

    private static FrameField[] Numeric(Frame frame, IReadOnlyList<Frame> all, IReadOnlyList<string> names) =>
        [.. frame.Fields.Where(field => field.Type == FieldType.Number && (names.Count == 0 || names.Contains(FieldNames.Of(field, frame, all)) || names.Contains(field.Name)))];

    private static (string, double[])? Row(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options)
    {
        FrameField[] fields = Numeric(frame, all, options.Texts("include"));
        string reducer = options.Text("reducer", "sum");
        if (fields.Length == 0)
        {
            return null;
        }

        var values = new double[frame.Rows];
        var row = new double[fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            for (int f = 0; f < fields.Length; f++)
            {
                row[f] = fields[f].Column.Numbers.Span[i];
            }

            values[i] = FieldReducer.Reduce(FieldColumn.OfNumbers(row), reducer).Number;
        }

        return (FieldReducer.Label(reducer), values);
    }

    private static (string, double[])? Binary(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options, TransformationContext context)
    {
        string sign = options.Text("operator", "+");
        if (Operand(frame, all, options["left"], context) is not { } left || Operand(frame, all, options["right"], context) is not { } right)
        {
            return null;
        }

        var values = new double[frame.Rows];
        for (int i = 0; i < values.Length; i++)
        {
            double a = left.Column is null ? left.Constant : left.Column.Numbers.Span[i];
            double b = right.Column is null ? right.Constant : right.Column.Numbers.Span[i];
            values[i] = FieldColumn.IsMissing(a) || FieldColumn.IsMissing(b) ? FieldColumn.Missing : Of(sign, a, b);
        }

        return ($"{left.Name} {sign} {right.Name}", values);
    }

    private static double Of(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "**" => Math.Pow(a, b),
        "%" => a % b,
        _ => FieldColumn.Missing,
    };

    /// <summary>A field, or a number; since Grafana 10 an operand says which it is.</summary>
    private static (string Name, FieldColumn? Column, double Constant)? Operand(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options, TransformationContext context)
    {
        string name = TemplateText.Expand(options.IsObject ? options["matcher"].Text("options", options.Text("fixed")) : options.AsText, context.Values);
        if (Numeric(frame, all, [name]) is [var field, ..] && name.Length > 0)
        {
            return (name, field.Column, 0);
        }

        return double.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out double number) ? (name, null, number) : null;
    }

    private static (string, double[])? Unary(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options)
    {
        string name = options.Text("fieldName");
        Func<double, double>? function = options.Text("operator") switch
        {
            "abs" => Math.Abs,
            "exp" => Math.Exp,
            "ln" => Math.Log,
            "floor" => Math.Floor,
            "ceil" => Math.Ceiling,
            "round" => static value => Math.Floor(value + 0.5),
            _ => null,
        };
        if (function is null || Numeric(frame, all, [name]) is not [var field, ..])
        {
            return null;
        }

        return ($"{options.Text("operator")}({name})", field.Column.Numbers.ToArray().Select(value => FieldColumn.IsMissing(value) ? value : function(value)).ToArray());
    }

    private static (string, double[])? Cumulative(Frame frame, IReadOnlyList<Frame> all, TransformationOptions options)
    {
        string name = options.Text("field");
        string reducer = options.Text("reducer", "sum");
        if (Numeric(frame, all, [name]) is not [var field, ..] || reducer is not ("sum" or "mean"))
        {
            return null;
        }

        double[] values = field.Column.Numbers.ToArray();
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += double.IsNaN(values[i]) ? 0 : values[i];
            values[i] = reducer == "sum" ? sum : sum / (i + 1);
        }

        return ($"cumulative {reducer}({name})", values);
    }
}
