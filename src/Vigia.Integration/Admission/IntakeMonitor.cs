using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;

namespace Vigia.Integration.Admission;

/// <summary>
/// Makes what the intake decides visible: metrics always, log lines within a rate, and refused and repeated messages in
/// the message store. Refusals that only mean "later" are not stored: their message will come again. Thread safe.
/// </summary>
internal sealed partial class IntakeMonitor(
    ServiceMetrics metrics, IMessageStore store, TimeOrderedIds ids, TimeProvider time, ILogger<MessageIntake> logger)
{
    private readonly ConcurrentDictionary<string, Histogram> _sizes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Protocol, string Code), Counter> _rejected = new();
    private readonly ConcurrentDictionary<(string Protocol, string Code), Counter> _denied = new();
    private readonly ConcurrentDictionary<(string Protocol, string Type), Counter> _errors = new();
    private readonly LogBudget _budget = new(time);

    public void Accepted(IncomingMessage message, string id)
    {
        SizeOf(message);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            using IDisposable? context = logger.BeginScope(Context(message));
            LogAccepted(id, message.Protocol, message.Type!, message.Payload.Length);
        }
    }

    public void Replayed(IncomingMessage message, string firstId)
    {
        SizeOf(message);
        string id = ids.Create("msg_");
        store.Note(Summary(message, id, MessageStatus.Duplicate) with { DuplicateOf = firstId });
        if (logger.IsEnabled(LogLevel.Debug))
        {
            using IDisposable? context = logger.BeginScope(Context(message));
            LogRepeated(id, firstId, message.Protocol, message.Type!);
        }
    }

    public void Refused(IncomingMessage message, in IntakeResult result)
    {
        string protocol = message.Protocol;
        string code = result.Code!;
        if (message.Payload.Length > 0)
        {
            SizeOf(message);
        }

        Count(_rejected, metrics.MessagesRejected, protocol, code);
        if (result.Outcome is IntakeOutcome.Forbidden)
        {
            Count(_denied, metrics.AccessDenied, protocol, code);
        }
        else if (!result.IsTemporary)
        {
            CountError("validation", protocol);
        }

        string? id = null;
        if (!result.IsTemporary)
        {
            id = ids.Create("msg_");
            store.Note(Summary(message, id, MessageStatus.Rejected) with { ErrorType = code, Error = Describe(message, result) });
        }

        if (_budget.TryTake(out long suppressed))
        {
            using IDisposable? context = logger.BeginScope(Context(message));
            LogRefused(id, protocol, code, TypeOf(message), message.Identity.Subject, result.Field, result.Error, suppressed);
        }
    }

    public void Failed(IncomingMessage message, Exception exception)
    {
        CountError(RefusalCodes.Storage, message.Protocol);
        if (_budget.TryTake(out long suppressed))
        {
            using IDisposable? context = logger.BeginScope(Context(message));
            LogFailed(exception, message.Protocol, message.Type!, suppressed);
        }
    }

    private static KeyValuePair<string, object?>[] Context(IncomingMessage message) =>
        [new("request_id", message.RequestId), new("user_id", message.UserId), new("ip", message.RemoteAddress)];

    // The sender's own id does not become the row's: the same id may come again and be accepted, or belong to an accepted one.
    private static string Describe(IncomingMessage message, in IntakeResult result) =>
        message.Id is { } id && IdGrammar.IsId(id) ? $"{result.Error} (id {id})" : result.Error!;

    private static string TypeOf(IncomingMessage message) =>
        message.Type is { } type && IdGrammar.IsType(type) ? type : "invalid";

    private static void Count(
        ConcurrentDictionary<(string Protocol, string Code), Counter> counters, MetricFamily<Counter> family, string protocol, string code) =>
        counters.GetOrAdd((protocol, code), static (key, family) => family.WithLabels(key.Protocol, key.Code), family).Increment();

    private MessageSummary Summary(IncomingMessage message, string id, MessageStatus status)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new MessageSummary
        {
            Id = id,
            Type = TypeOf(message),
            Protocol = message.Protocol,
            Status = status,
            PartitionKey = Usable(message.PartitionKey, IdGrammar.MaxPartitionKeyLength),
            UserId = Usable(message.UserId, IdGrammar.MaxUserIdLength),
            Subject = message.Identity.Subject,
            SentAt = message.SentAt,
            ReceivedAt = now,
            UpdatedAt = now,
            TraceId = System.Diagnostics.Activity.Current?.TraceId.ToHexString(),
            Size = message.Payload.Length,
        };
    }

    private static string? Usable(string? text, int maxLength) => text is not null && IdGrammar.IsText(text, maxLength) ? text : null;

    private void SizeOf(IncomingMessage message) =>
        _sizes.GetOrAdd(message.Protocol, static (protocol, family) => family.WithLabels(protocol), metrics.MessageSize)
            .Observe(message.Payload.Length);

    private void CountError(string type, string protocol) =>
        _errors.GetOrAdd((protocol, type), static (key, family) => family.WithLabels(key.Type, key.Protocol), metrics.Errors).Increment();

    [LoggerMessage(Level = LogLevel.Debug, Message = "Mensagem aceita")]
    private partial void LogAccepted(string messageId, string protocol, string type, int size);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Mensagem repetida")]
    private partial void LogRepeated(string messageId, string duplicateOf, string protocol, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mensagem recusada")]
    private partial void LogRefused(
        string? messageId, string protocol, string reason, string type, string subject, string? field, string? error, long suppressed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mensagem não pôde ser guardada")]
    private partial void LogFailed(Exception exception, string protocol, string type, long suppressed);
}
