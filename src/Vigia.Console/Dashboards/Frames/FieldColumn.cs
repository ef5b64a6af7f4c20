namespace Vigia.Console.Dashboards.Frames;

/// <summary>A field's values, in one array of their type. Immutable by convention: whoever makes one gives its memory away.</summary>
internal sealed class FieldColumn
{
    // A NaN that no query makes: a sample may be NaN and there may be none.
    private const long MissingBits = 0x7ff8_0000_0000_6d73;

    private FieldColumn(FieldType type, int count) => (Type, Count) = (type, count);

    /// <summary>"No value" in <see cref="Numbers"/>.</summary>
    public static double Missing { get; } = BitConverter.Int64BitsToDouble(MissingBits);

    public FieldType Type { get; }

    public int Count { get; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public ReadOnlyMemory<long> Times { get; private init; }

    public ReadOnlyMemory<double> Numbers { get; private init; }

    public IReadOnlyList<string?> Texts { get; private init; } = [];

    public IReadOnlyList<Frame?> Series { get; private init; } = [];

    public CellValue this[int index] => Type switch
    {
        FieldType.Time => new CellValue(Times.Span[index]),
        FieldType.Number => new CellValue(Numbers.Span[index]),
        FieldType.Text => CellValue.Of(Texts[index]),
        _ => Series[index] is { } frame ? new CellValue(0, null, frame) : CellValue.None,
    };

    public static bool IsMissing(double value) => BitConverter.DoubleToInt64Bits(value) == MissingBits;

    public static FieldColumn OfTimes(ReadOnlyMemory<long> times) => new(FieldType.Time, times.Length) { Times = times };

    public static FieldColumn OfNumbers(ReadOnlyMemory<double> numbers) => new(FieldType.Number, numbers.Length) { Numbers = numbers };

    public static FieldColumn OfTexts(IReadOnlyList<string?> texts) => new(FieldType.Text, texts.Count) { Texts = texts };

    public static FieldColumn OfSeries(IReadOnlyList<Frame?> series) => new(FieldType.Frame, series.Count) { Series = series };

    /// <summary>A column of these values. What does not fit the type is missing; a time that is missing makes it a column of numbers.</summary>
    public static FieldColumn Of(FieldType type, IReadOnlyList<CellValue> values)
    {
        if (type == FieldType.Time && values.All(static value => !value.IsMissing && value.Text is null))
        {
            return OfTimes(values.Select(static value => (long)value.Number).ToArray());
        }

        return type switch
        {
            FieldType.Text => OfTexts([.. values.Select(static value => value.IsMissing ? null : value.ToString())]),
            FieldType.Frame => OfSeries([.. values.Select(static value => value.Series)]),
            _ => OfNumbers(values.Select(static value => value.Text is null && value.Series is null ? value.Number : Missing).ToArray()),
        };
    }

    /// <summary>The rows at these places, in this order.</summary>
    public FieldColumn Pick(IReadOnlyList<int> rows) => Type switch
    {
        FieldType.Time => OfTimes(rows.Select(row => Times.Span[row]).ToArray()),
        FieldType.Number => OfNumbers(rows.Select(row => Numbers.Span[row]).ToArray()),
        FieldType.Text => OfTexts([.. rows.Select(row => Texts[row])]),
        _ => OfSeries([.. rows.Select(row => Series[row])]),
    };
}
