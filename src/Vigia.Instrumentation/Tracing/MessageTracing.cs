using System.Diagnostics;

namespace Vigia.Instrumentation.Tracing;

/// <summary>
/// The spans of a message's way. Their names and attributes are the monitoring guide's, with OpenTelemetry's semantic
/// conventions for messaging beside them. Each method answers null, and allocates nothing, where nobody listens; it
/// answers null too where the surrounding span is not kept. Where a trace that begins here or came from elsewhere is not
/// kept, a bare span still carries its ids to log lines and destinations. Every other method here takes null. Dispose a
/// span to end it. Thread safe.
/// </summary>
public static class MessageTracing
{
    /// <summary>The activity source of these spans.</summary>
    public const string SourceName = "Vigia.Messages";

    /// <summary>The guide's name of the span around one attempt to process a message.</summary>
    public const string ProcessSpanName = "process_message";

    /// <summary>The guide's event of a message that was processed.</summary>
    public const string ProcessedEventName = "message_processed";

    private const string SystemName = "vigia";

    // OpenTelemetry's default limit; a batch's further messages are counted, not linked.
    private const int MaxLinks = 128;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>
    /// A single message is taken in: <c>publish {type}</c>. It is a child of the sender's context where the protocol
    /// carried one, else of the surrounding request. Its own context is the message's creation context: store it with
    /// the message (<see cref="Activity.Id"/> and <see cref="Activity.TraceStateString"/>).
    /// </summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="protocol">The protocol's label, for example <c>mqtt</c>.</param>
    /// <param name="messageType">The message type; it is the destination's name.</param>
    /// <param name="traceParent">The sender's <c>traceparent</c>, or null.</param>
    /// <param name="traceState">The sender's <c>tracestate</c>, or null.</param>
    /// <param name="bodySize">The payload's size in bytes; negative where it is not known.</param>
    public static Activity? StartPublish(
        string messageId, string protocol, string messageType, string? traceParent = null, string? traceState = null, long bodySize = -1) =>
        Source.HasListeners()
            ? StartCreation("publish", "send", messageId, protocol, messageType, traceParent, traceState, bodySize)
            : null;

    /// <summary>One message of a batch is taken in: <c>create {type}</c>. As <see cref="StartPublish"/> otherwise; the batch's own span is the request's.</summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="protocol">The protocol's label.</param>
    /// <param name="messageType">The message type.</param>
    /// <param name="traceParent">The message's own <c>traceparent</c>, or null.</param>
    /// <param name="traceState">The message's own <c>tracestate</c>, or null.</param>
    /// <param name="bodySize">The payload's size in bytes; negative where it is not known.</param>
    public static Activity? StartCreate(
        string messageId, string protocol, string messageType, string? traceParent = null, string? traceState = null, long bodySize = -1) =>
        Source.HasListeners()
            ? StartCreation("create", "create", messageId, protocol, messageType, traceParent, traceState, bodySize)
            : null;

    /// <summary>
    /// One attempt to process a message: <c>process_message</c> with <c>message_id</c> and <c>protocol</c>, child of the
    /// context that the message was created in. End it well with <see cref="RecordProcessed"/>, badly with
    /// <see cref="RecordFailed(Activity?, Exception, string?)"/>.
    /// </summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="protocol">The protocol's label.</param>
    /// <param name="traceParent">The creation context's <c>traceparent</c>, or null.</param>
    /// <param name="traceState">The creation context's <c>tracestate</c>, or null.</param>
    /// <param name="messageType">The message type.</param>
    /// <param name="bodySize">The payload's size in bytes; negative where it is not known.</param>
    /// <param name="attempt">The attempt, from 1; 0 leaves it out.</param>
    public static Activity? StartProcess(
        string messageId, string protocol, string? traceParent, string? traceState, string messageType, long bodySize = -1, int attempt = 0)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? span = TraceContext.TryParse(traceParent, traceState, out ActivityContext parent)
            ? Source.StartActivity(ProcessSpanName, ActivityKind.Consumer, parent)
            : Source.StartActivity(ProcessSpanName, ActivityKind.Consumer);
        if (span is { IsAllDataRequested: true })
        {
            SetMessage(span, messageId, protocol, bodySize);
            SetOperation(span, "process", "process", messageType);
            if (attempt > 0)
            {
                span.AddTag("vigia.attempt", attempt);
            }
        }

        return span;
    }

    /// <summary>Several messages are processed as one: <c>process_message</c>, linked to each one's creation context (the first 128).</summary>
    /// <param name="protocol">The protocol's label.</param>
    /// <param name="messageType">The message type.</param>
    /// <param name="creationContexts">One context per message; a default one has no link.</param>
    public static Activity? StartProcessBatch(string protocol, string messageType, IReadOnlyList<ActivityContext> creationContexts)
    {
        ArgumentNullException.ThrowIfNull(creationContexts);
        if (!Source.HasListeners())
        {
            return null;
        }

        IEnumerable<ActivityLink> links = creationContexts
            .Where(static context => context.TraceId != default)
            .Take(MaxLinks)
            .Select(static context => new ActivityLink(context));
        Activity? span = Source.StartActivity(ProcessSpanName, ActivityKind.Consumer, parentContext: default, links: links);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("protocol", protocol);
            span.SetTag("messaging.batch.message_count", creationContexts.Count);
            SetOperation(span, "process", "process", messageType);
        }

        return span;
    }

    /// <summary>
    /// A processed message is handed to a destination: <c>send {destination}</c>, a child of the current span. It is a
    /// CLIENT span, as the message's creation context is there already. Give its context on with
    /// <see cref="TraceContext.Inject(Activity?, IDictionary{string, string})"/>; HttpClient does so by itself.
    /// </summary>
    /// <param name="messageId">The message's id.</param>
    /// <param name="destination">The destination's configured name.</param>
    /// <param name="destinationKind">What it is, for example <c>http</c>, <c>file</c> or <c>store</c>.</param>
    /// <param name="bodySize">The payload's size in bytes; negative where it is not known.</param>
    public static Activity? StartSend(string messageId, string destination, string destinationKind, long bodySize = -1)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? span = Source.StartActivity("send", ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            SetMessage(span, messageId, destinationKind, bodySize);
            SetOperation(span, "send", "send", destination);
            SetName(span, "send", destination);
        }

        return span;
    }

    /// <summary>The message was processed: adds the event <c>message_processed</c>.</summary>
    public static void RecordProcessed(Activity? span)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.AddEvent(new ActivityEvent(ProcessedEventName));
        }
    }

    /// <summary>The work failed: status Error, an <c>exception</c> event and <c>error.type</c>.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="errorType">A short stable kind; null takes the exception's type.</param>
    public static void RecordFailed(Activity? span, Exception exception, string? errorType)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (span is { IsAllDataRequested: true })
        {
            span.AddException(exception);
            SetFailed(span, errorType ?? exception.GetType().FullName ?? nameof(Exception), exception.Message);
        }
    }

    /// <summary>The work failed without an exception: status Error and <c>error.type</c>.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="errorType">A short stable kind in snake case.</param>
    /// <param name="description">What was wrong, for people.</param>
    public static void RecordFailed(Activity? span, string errorType, string? description)
    {
        if (span is { IsAllDataRequested: true })
        {
            SetFailed(span, errorType, description);
        }
    }

    private static Activity? StartCreation(
        string operation, string operationType, string messageId, string protocol, string messageType, string? traceParent, string? traceState, long bodySize)
    {
        Activity? ambient = Activity.Current;
        if (ambient is not null && LongLivedRequest.IsMarked(ambient))
        {
            Activity.Current = ambient = null;
        }

        Activity? span;
        if (!TraceContext.TryParse(traceParent, traceState, out ActivityContext sender) || sender.TraceId == ambient?.TraceId)
        {
            // The surrounding request is the continuation of the sender's trace already.
            span = Source.StartActivity(operation, ActivityKind.Producer);
        }
        else
        {
            ActivityLink[]? links = ambient is null ? null : [new ActivityLink(ambient.Context)];
            span = Source.StartActivity(operation, ActivityKind.Producer, sender, links: links);
        }

        if (span is { IsAllDataRequested: true })
        {
            SetMessage(span, messageId, protocol, bodySize);
            SetOperation(span, operation, operationType, messageType);
            SetName(span, operation, messageType);
        }

        return span;
    }

    // The whole name is only made for a span that is kept.
    private static void SetName(Activity span, string operation, string destination) =>
        span.DisplayName = $"{operation} {destination}";

    // AddTag, as nothing here is set twice: SetTag looks through all that is there before.
    private static void SetMessage(Activity span, string messageId, string protocol, long bodySize)
    {
        span.AddTag("message_id", messageId);
        span.AddTag("protocol", protocol);
        span.AddTag("messaging.message.id", messageId);
        if (bodySize >= 0)
        {
            span.AddTag("messaging.message.body.size", bodySize);
        }
    }

    private static void SetOperation(Activity span, string operation, string operationType, string destination)
    {
        span.AddTag("messaging.system", SystemName);
        span.AddTag("messaging.operation.name", operation);
        span.AddTag("messaging.operation.type", operationType);
        span.AddTag("messaging.destination.name", destination);
    }

    private static void SetFailed(Activity span, string errorType, string? description)
    {
        span.SetTag("error.type", errorType);
        span.SetStatus(ActivityStatusCode.Error, description);
    }
}
