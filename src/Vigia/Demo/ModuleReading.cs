namespace Vigia.Demo;

/// <summary>The module's own figures, from its <c>/metrics</c>.</summary>
internal sealed record ModuleReading
{
    public double QueueSize { get; init; }

    public double DeadLetters { get; init; }

    public double Processed { get; init; }

    public double Errors { get; init; }

    public double RefusedAttempts { get; init; }

    public double MemoryBytes { get; init; }

    /// <summary>Reads the text format 0.0.4; series of one name are added up.</summary>
    public static ModuleReading Parse(string exposition)
    {
        var reading = new ModuleReading();
        foreach (string line in exposition.Split('\n'))
        {
            // name{labels} value
            int end = line.IndexOfAny(['{', ' ']);
            int space = line.LastIndexOf(' ');
            if (end <= 0
                || line[0] == '#'
                || !double.TryParse(line.AsSpan(space + 1), System.Globalization.CultureInfo.InvariantCulture, out double value))
            {
                continue;
            }

            reading = line[..end] switch
            {
                "queue_size" => reading with { QueueSize = value },
                "dead_letters" => reading with { DeadLetters = value },
                "memory_usage_bytes" => reading with { MemoryBytes = value },
                "messages_processed_total" => reading with { Processed = reading.Processed + value },
                "errors_total" => reading with { Errors = reading.Errors + value },
                "auth_attempts_total" when line.Contains("success=\"false\"", StringComparison.Ordinal) =>
                    reading with { RefusedAttempts = reading.RefusedAttempts + value },
                _ => reading,
            };
        }

        return reading;
    }
}
