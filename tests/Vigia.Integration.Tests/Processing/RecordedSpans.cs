using System.Collections.Concurrent;
using System.Diagnostics;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Integration.Tests.Processing;

/// <summary>Keeps the message spans of one message; other tests run at the same time.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ActivityListener _listener;

    public RecordedSpans(string messageId)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == MessageTracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (Equals(span.GetTagItem("message_id"), messageId))
                {
                    Stopped.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public ConcurrentQueue<Activity> Stopped { get; } = new();

    public void Dispose() => _listener.Dispose();
}
