namespace Vigia.Console.Dashboards.Frames;

/// <summary>What a field's values are.</summary>
internal enum FieldType
{
    Time,
    Number,
    Text,

    /// <summary>Each value is a time series: what the table's trend cells draw.</summary>
    Frame,
}
