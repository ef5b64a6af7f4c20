using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Api;

/// <summary>Search, look at and erase messages.</summary>
internal static class MessagesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages", QueryAsync)
            .RequireScope(Scopes.ReadMessages)
            .WithName("SearchMessages")
            .WithTags("messages")
            .WithSummary("Searches messages, newest first.")
            .Produces<MessagePage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/messages/{id}", GetAsync)
            .RequireScope(Scopes.ReadMessages)
            .WithName("GetMessage")
            .WithTags("messages")
            .WithSummary("One message with its payload, attempts and outputs.")
            .Produces<MessageDetail>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/messages/counts", CountAsync)
            .RequireScope(Scopes.ReadMessages)
            .WithName("CountMessages")
            .WithTags("messages")
            .WithSummary("Counts messages by time and status: the last 24 hours in steps that give at most 60 buckets, unless told otherwise.")
            .Produces<MessageCounts>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/messages/{id}/timeline", GetTimelineAsync)
            .RequireScope(Scopes.ReadMessages)
            .WithName("GetMessageTimeline")
            .WithTags("messages")
            .WithSummary("What happened to one message, oldest first: arrival, attempts, outputs, and what people did.")
            .Produces<MessageTimeline>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/messages/{id}/retry", RetryAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("RetryMessage")
            .WithTags("messages")
            .WithSummary("Makes a message that waits for its next attempt ready at once.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

        api.MapDelete("/users/{userId}/messages", EraseAsync)
            .RequireScope(Scopes.EraseMessages)
            .WithName("EraseUserMessages")
            .WithTags("messages")
            .WithSummary("Erases payload, headers, user id, errors and outputs of every message about one person.")
            .Produces<ErasureResult>();
    }

    private static async Task<IResult> QueryAsync(
        [AsParameters] MessageQuery query, IMessageStore store, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.Read(errors) is not { } filter)
        {
            return Problems.BadRequest(errors);
        }

        return await SearchAsync(store, filter, cancellationToken);
    }

    /// <summary>Searches; a cursor that no page gave out is the caller's mistake.</summary>
    internal static async Task<IResult> SearchAsync(IMessageStore store, MessageFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            MessagePage page = await store.SearchAsync(filter, cancellationToken);
            return TypedResults.Json(page, ModuleJsonContext.Default.MessagePage);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException && filter.Cursor is not null)
        {
            return Problems.BadRequest("'cursor' must be the 'next' of a page before.");
        }
    }

    private static async Task<IResult> GetAsync(string id, IMessageStore store, PayloadMask mask, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { } detail
            ? TypedResults.Json(mask.Apply(detail), ModuleJsonContext.Default.MessageDetail)
            : Problems.NotFound("There is no message with this id.");

    private static async Task<IResult> CountAsync(
        [AsParameters] MessageQuery query,
        [FromQuery(Name = "step")] string? step,
        IMessageStore store,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        MessageFilter? filter = query.Read(errors);
        long? seconds = QueryText.Number("step", step, 1, int.MaxValue, errors);
        if (errors.Count > 0 || CountWindow.Of(filter!, seconds, time.GetUtcNow(), errors) is not { } window)
        {
            return Problems.BadRequest(errors);
        }

        return TypedResults.Json(
            await store.CountAsync(window.Filter, window.Step, cancellationToken), ModuleJsonContext.Default.MessageCounts);
    }

    private static async Task<IResult> GetTimelineAsync(
        string id, IMessageStore store, IAuditLog audit, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(id, cancellationToken) is not { } detail)
        {
            return Problems.NotFound("There is no message with this id.");
        }

        IReadOnlyList<AuditEntry> acts =
            await audit.ReadAsync(new AuditFilter { Target = id, From = detail.Summary.ReceivedAt, Limit = Timelines.MaxEvents }, cancellationToken);
        return TypedResults.Json(Timelines.Of(detail, [.. acts.Reverse()]), ModuleJsonContext.Default.MessageTimeline);
    }

    private static async Task<IResult> RetryAsync(
        string id, HttpContext context, IMessageStore store, AuditTrail audit, CancellationToken cancellationToken) =>
        await store.HastenAsync(id, audit.Entry(context, "message.retry", id), cancellationToken) switch
        {
            HastenOutcome.Ready => TypedResults.NoContent(),
            HastenOutcome.Missing => Problems.NotFound("There is no message with this id."),
            _ => Problems.Conflict("The message does not wait for a retry. A dead letter is replayed at /api/v1/dead-letters/{id}/replay."),
        };

    private static async Task<IResult> EraseAsync(
        string userId, HttpContext context, IMessageStore store, AuditTrail audit, CancellationToken cancellationToken)
    {
        int count = await store.EraseUserAsync(userId, audit.Entry(context, "user.erase", userId), cancellationToken);
        return TypedResults.Json(new ErasureResult(count), ModuleJsonContext.Default.ErasureResult);
    }
}
