namespace Vigia.Instrumentation.Tracing;

internal static class TracingOptionsValidator
{
    public static void Validate(TracingOptions options, ICollection<string> errors)
    {
        if (!(options.SampleRatio is >= 0 and <= 1))
        {
            errors.Add(FormattableString.Invariant($"Instrumentation:Tracing:SampleRatio: {options.SampleRatio} is not from 0 to 1."));
        }

        if (options.MaxQueueSize is < 1 or > 1_000_000)
        {
            errors.Add(FormattableString.Invariant($"Instrumentation:Tracing:MaxQueueSize: {options.MaxQueueSize} is not from 1 to 1000000."));
        }

        if (options.MaxBatchSize < 1 || options.MaxBatchSize > options.MaxQueueSize)
        {
            errors.Add(FormattableString.Invariant($"Instrumentation:Tracing:MaxBatchSize: {options.MaxBatchSize} is not from 1 to MaxQueueSize ({options.MaxQueueSize})."));
        }

        if (options.ExportDelay < TimeSpan.FromMilliseconds(10) || options.ExportDelay > TimeSpan.FromMinutes(1))
        {
            errors.Add($"Instrumentation:Tracing:ExportDelay: {options.ExportDelay} is not from 10 milliseconds to 1 minute.");
        }

        if (options.Sources.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add("Instrumentation:Tracing:Sources: an entry is empty.");
        }
    }
}
