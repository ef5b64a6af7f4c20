using Vigia.Integration.Messages;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Api;

/// <summary>Puts what is kept of a message and what the audit says of it in order of time.</summary>
internal static class Timelines
{
    /// <summary>Events that are shown at most; the oldest are left out.</summary>
    public const int MaxEvents = 1_000;

    public static MessageTimeline Of(MessageDetail detail, IReadOnlyList<AuditEntry> acts)
    {
        MessageSummary message = detail.Summary;
        var events = new List<TimelineEvent>();
        if (message.SentAt is { } sentAt)
        {
            events.Add(new TimelineEvent { At = sentAt, Kind = TimelineEventKind.Sent });
        }

        events.Add(Arrival(message));
        events.AddRange(detail.Attempts.Select(attempt => Attempt(attempt, message.TraceId)));
        events.AddRange(detail.Outputs.Select(static output =>
            new TimelineEvent { At = output.At, Kind = TimelineEventKind.Output, Details = output.Destination }));
        events.AddRange(acts.Select(Act).OfType<TimelineEvent>());
        if (message.Status == MessageStatus.Dead)
        {
            events.Add(new TimelineEvent
            {
                At = message.UpdatedAt,
                Kind = TimelineEventKind.Dead,
                ErrorType = message.ErrorType,
                Error = message.Error,
            });
        }

        if (message.NextAttemptAt is { } due)
        {
            events.Add(new TimelineEvent { At = due, Kind = TimelineEventKind.Scheduled, Attempt = message.Attempts + 1 });
        }

        // Of the same moment, the order in which they were added is the order in which they happen.
        TimelineEvent[] ordered = [.. events.OrderBy(static each => each.At)];
        return new MessageTimeline
        {
            Id = message.Id,
            Status = message.Status,
            TraceId = message.TraceId,
            RequestId = detail.Headers.GetValueOrDefault(MessageHeaderNames.RequestId),
            Events = ordered.Length <= MaxEvents ? ordered : ordered[^MaxEvents..],
        };
    }

    private static TimelineEvent Arrival(MessageSummary message) => new()
    {
        At = message.ReceivedAt,
        Kind = message.Status switch
        {
            MessageStatus.Rejected => TimelineEventKind.Rejected,
            MessageStatus.Duplicate => TimelineEventKind.Duplicate,
            _ => TimelineEventKind.Received,
        },
        Subject = message.Subject,
        TraceId = message.TraceId,
        ErrorType = message.Status == MessageStatus.Rejected ? message.ErrorType : null,
        Error = message.Status == MessageStatus.Rejected ? message.Error : null,
        Details = message.DuplicateOf,
    };

    private static TimelineEvent Attempt(MessageAttempt attempt, string? traceId) => new()
    {
        At = attempt.StartedAt,
        Kind = TimelineEventKind.Attempt,
        Attempt = attempt.Number,
        DurationMs = attempt.DurationMs,
        Outcome = attempt.Outcome,
        ErrorType = attempt.ErrorType,
        Error = attempt.Error,
        TraceId = traceId,
    };

    private static TimelineEvent? Act(AuditEntry act)
    {
        TimelineEventKind? kind = act.Action switch
        {
            "deadletter.edit" => TimelineEventKind.Edited,
            "deadletter.replay" or "deadletter.replay" + AuditRows.Item => TimelineEventKind.Replayed,
            "deadletter.discard" or "deadletter.discard" + AuditRows.Item => TimelineEventKind.Discarded,
            "message.retry" => TimelineEventKind.Hastened,
            _ => null,
        };
        return kind is { } known
            ? new TimelineEvent { At = act.At, Kind = known, Actor = act.Actor, Subject = act.Subject, Details = act.Details }
            : null;
    }
}
