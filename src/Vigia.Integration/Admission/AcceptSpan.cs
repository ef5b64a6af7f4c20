using System.Diagnostics;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Integration.Admission;

/// <summary>The span that takes a message in, and the context that travels with the message from there.</summary>
internal static class AcceptSpan
{
    public static Activity? Start(IncomingMessage message, string id) => message.IsBatched
        ? MessageTracing.StartCreate(id, message.Protocol, message.Type!, message.TraceParent, message.TraceState, message.Payload.Length)
        : MessageTracing.StartPublish(id, message.Protocol, message.Type!, message.TraceParent, message.TraceState, message.Payload.Length);

    public static void Failed(Activity? span, Exception exception) => MessageTracing.RecordFailed(span, exception, RefusalCodes.Storage);

    /// <summary>The context to store: the span's; where there is none, the sender's, so that its trace does not break here.</summary>
    public static (string? TraceParent, string? TraceState) Context(Activity? span, IncomingMessage message)
    {
        if ((span ?? (message.TraceParent is null ? Activity.Current : null)) is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return (activity.Id, activity.TraceStateString);
        }

        return TraceContext.TryParse(message.TraceParent, message.TraceState, out ActivityContext sender)
            ? (message.TraceParent, sender.TraceState)
            : default;
    }
}
