using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>All that lines are made by, shared by every thread.</summary>
internal sealed class LineShape
{
    public LineShape(LogOptions options, TimeProvider time, LogMetrics metrics)
    {
        Time = time;
        Metrics = metrics;
        Limits = LineLimits.From(options);
        IncludeEventName = options.IncludeEventName;
        var fields = new FieldPolicy(options.RedactedFields, options.MaskUserIds);
        Redactor = new Redactor(fields, options.MaskAddresses, new UserIdMask(options.MaskKey));
        Keys = new LogKeys(fields, metrics.CacheResets.Increment);
        Templates = new MessageTemplates(Keys, metrics.CacheResets.Increment);
        Values = new FieldValueWriter(this, options.MaskAddresses);
        ExceptionKey = Keys.Get("exception");
    }

    public TimeProvider Time { get; }

    public LogMetrics Metrics { get; }

    public LineLimits Limits { get; }

    public bool IncludeEventName { get; }

    public Redactor Redactor { get; }

    public LogKeys Keys { get; }

    public MessageTemplates Templates { get; }

    public FieldValueWriter Values { get; }

    public LogKey ExceptionKey { get; }

    /// <summary>How far behind a cut text is still searched, so that a secret that starts before the cut is seen whole.</summary>
    public const int Window = 4096;
}
