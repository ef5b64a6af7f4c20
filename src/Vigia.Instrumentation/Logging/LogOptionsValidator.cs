using System.Globalization;

namespace Vigia.Instrumentation.Logging;

/// <summary>Checks <see cref="LogOptions"/> and reports every error, not the first.</summary>
internal static class LogOptionsValidator
{
    /// <param name="options">What was configured.</param>
    /// <param name="errors">Gets one sentence per error, which starts with the configuration key.</param>
    public static void Validate(LogOptions options, List<string> errors)
    {
        Check(errors, options.MaxBytes >= 0, nameof(LogOptions.MaxBytes), options.MaxBytes, "zero (never rotate) or more");
        Check(errors, options.BackupCount is >= 0 and <= 1000, nameof(LogOptions.BackupCount), options.BackupCount, "between 0 and 1000");
        Check(errors, Enum.IsDefined(options.Stdout), nameof(LogOptions.Stdout), options.Stdout, "Auto, Off, Json or Text");
        Check(errors, Enum.IsDefined(options.WhenFull), nameof(LogOptions.WhenFull), options.WhenFull, "Drop or Block");
        Check(errors, options.BufferLines >= 1, nameof(LogOptions.BufferLines), options.BufferLines, "1 or more");
        CheckTime(errors, nameof(LogOptions.BlockTimeout), options.BlockTimeout, TimeSpan.FromMinutes(1));
        CheckTime(errors, nameof(LogOptions.FlushInterval), options.FlushInterval, TimeSpan.FromSeconds(10));
        CheckTime(errors, nameof(LogOptions.ShutdownTimeout), options.ShutdownTimeout, TimeSpan.FromMinutes(5));
        Check(errors, options.MaxMessageLength is >= 16 and <= 1_000_000, nameof(LogOptions.MaxMessageLength), options.MaxMessageLength, "between 16 and 1000000 characters");
        Check(errors, options.MaxValueLength is >= 16 and <= 1_000_000, nameof(LogOptions.MaxValueLength), options.MaxValueLength, "between 16 and 1000000 characters");
        Check(errors, options.MaxEntries is >= 1 and <= 1024, nameof(LogOptions.MaxEntries), options.MaxEntries, "between 1 and 1024");
        Check(errors, options.MaxDepth is >= 1 and <= 16, nameof(LogOptions.MaxDepth), options.MaxDepth, "between 1 and 16");
        Check(errors, options.MaxLineBytes is >= 1024 and <= 16 * 1024 * 1024, nameof(LogOptions.MaxLineBytes), options.MaxLineBytes, "between 1024 and 16777216");
        Check(errors, options.BufferBytes >= 4L * options.MaxLineBytes, nameof(LogOptions.BufferBytes), options.BufferBytes, $"at least four times {nameof(LogOptions.MaxLineBytes)}");
        if (options.Path.Contains('\0', StringComparison.Ordinal) || options.Path.EndsWith('/'))
        {
            errors.Add($"Instrumentation:Logging:Path is '{options.Path}', which names no file; give a file or leave it empty.");
        }

        if (options.RedactedFields.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add("Instrumentation:Logging:RedactedFields holds an empty name; remove it.");
        }

        if (options.Components.Any(static pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            errors.Add("Instrumentation:Logging:Components maps a category to nothing; give the component's name or remove the entry.");
        }
    }

    private static void CheckTime(List<string> errors, string name, TimeSpan value, TimeSpan most) =>
        Check(errors, value >= TimeSpan.Zero && value <= most, name, value, $"between 0 and {most}");

    private static void Check<T>(List<string> errors, bool holds, string name, T value, string want)
    {
        if (!holds)
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"Instrumentation:Logging:{name} is {value}; it must be {want}."));
        }
    }
}
