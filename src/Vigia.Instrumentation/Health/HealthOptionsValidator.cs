using System.Buffers;

namespace Vigia.Instrumentation.Health;

internal static class HealthOptionsValidator
{
    private static readonly SearchValues<char> NotPlain = SearchValues.Create("{}*?# ");

    public static void Validate(HealthOptions options, ICollection<string> errors)
    {
        if (options.Path.Length < 2 || options.Path[0] != '/' || options.Path.EndsWith('/') || options.Path.AsSpan().ContainsAny(NotPlain))
        {
            errors.Add($"Instrumentation:Health:Path: '{options.Path}' is not a plain path such as /health.");
        }

        if (options.Interval < TimeSpan.FromMilliseconds(100) || options.Interval > TimeSpan.FromDays(1))
        {
            errors.Add($"Instrumentation:Health:Interval: {options.Interval} is not from 100 milliseconds to 1 day.");
        }

        if (options.Timeout < TimeSpan.FromMilliseconds(10) || options.Timeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"Instrumentation:Health:Timeout: {options.Timeout} is not from 10 milliseconds to 10 minutes.");
        }

        if (!(options.Jitter is >= 0 and <= 0.5))
        {
            errors.Add(FormattableString.Invariant($"Instrumentation:Health:Jitter: {options.Jitter} is not from 0 to 0.5."));
        }

        if (options.HistoryLength is < 1 or > 100)
        {
            errors.Add(FormattableString.Invariant($"Instrumentation:Health:HistoryLength: {options.HistoryLength} is not from 1 to 100."));
        }
    }
}
