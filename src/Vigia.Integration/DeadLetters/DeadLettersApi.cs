using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Api;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;

namespace Vigia.Integration.DeadLetters;

/// <summary>Looks at messages that were given up, mends them, queues them again or discards them.</summary>
internal static class DeadLettersApi
{
    private const int MaxTypeLength = 128;

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder letters = api.MapGroup("/dead-letters");
        letters.WithTags("dead letters");

        // Not in the group: an empty pattern there would give its route, and so its metrics' label, a slash at the end.
        api.MapGet("/dead-letters", SearchAsync)
            .WithTags("dead letters")
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("SearchDeadLetters")
            .WithSummary("Searches dead letters, newest first.")
            .Produces<MessagePage>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        letters.MapGet("/groups", GroupAsync)
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("GroupDeadLetters")
            .WithSummary("Dead letters counted by error and type.")
            .Produces<IReadOnlyList<DeadLetterGroup>>();

        letters.MapGet("/{id}", GetAsync)
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("GetDeadLetter")
            .WithSummary("One dead letter with its payload and attempts.")
            .Produces<MessageDetail>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        letters.MapPut("/{id}", EditAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("EditDeadLetter")
            .WithSummary("Replaces a dead letter's payload, and its type where given.")
            .Accepts<DeadLetterEdit>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        letters.MapPost("/{id}/replay", ReplayOneAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("ReplayDeadLetter")
            .WithSummary("Queues one dead letter again, with its attempts counted from zero.")
            .Produces<DeadLetterChange>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        letters.MapPost("/{id}/discard", DiscardOneAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("DiscardDeadLetter")
            .WithSummary("Discards one dead letter for good.")
            .Produces<DeadLetterChange>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        letters.MapPost("/replay", ReplayManyAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("ReplayDeadLetters")
            .WithSummary("Queues every dead letter that fits again; all of them only where that is said.")
            .Accepts<DeadLetterSelection>("application/json")
            .Produces<DeadLetterChange>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        letters.MapPost("/discard", DiscardManyAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("DiscardDeadLetters")
            .WithSummary("Discards every dead letter that fits for good; all of them only where that is said.")
            .Accepts<DeadLetterSelection>("application/json")
            .Produces<DeadLetterChange>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> SearchAsync(
        [AsParameters] MessageQuery query, IMessageStore store, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        MessageFilter? filter = query.Read(errors);
        if (filter?.Status is not null and not MessageStatus.Dead)
        {
            errors["status"] = "'status' of a dead letter is always 'dead'; search /api/v1/messages for others.";
        }

        return errors.Count > 0
            ? Problems.BadRequest(errors)
            : await MessagesApi.SearchAsync(store, filter! with { Status = MessageStatus.Dead }, cancellationToken);
    }

    private static async Task<IResult> GroupAsync(IDeadLetterStore deadLetters, CancellationToken cancellationToken) =>
        TypedResults.Json(await deadLetters.GroupAsync(cancellationToken), ModuleJsonContext.Default.IReadOnlyListDeadLetterGroup);

    private static async Task<IResult> GetAsync(string id, IMessageStore store, PayloadMask mask, CancellationToken cancellationToken) =>
        await FindAsync(id, store, cancellationToken) is { } detail
            ? TypedResults.Json(mask.Apply(detail), ModuleJsonContext.Default.MessageDetail)
            : Missing();

    private static async Task<IResult> EditAsync(
        string id, HttpContext context, IMessageStore store, IDeadLetterStore deadLetters, PayloadMask mask, AuditTrail audit,
        IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        (DeadLetterEdit? edit, IResult? problem) =
            await RequestBody.ReadAsync(context, ModuleJsonContext.Default.DeadLetterEdit, options.Value.MaxBodyBytes);
        if (edit is null)
        {
            return problem!;
        }

        if (edit.Payload.IsEmpty)
        {
            return Problems.BadRequest("'payload' is missing.");
        }

        if (edit.Type is { } type && (type.Length is 0 or > MaxTypeLength || type.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))))
        {
            return Problems.BadRequest($"'type' must have 1 to {MaxTypeLength} characters without spaces.");
        }

        if (await FindAsync(id, store, cancellationToken) is not { } stored)
        {
            return Missing();
        }

        // The payload itself is not written to the audit: it may be personal, and is erased elsewhere.
        string details = edit.Type is null || edit.Type == stored.Summary.Type
            ? $"payload: {stored.Summary.Size} to {edit.Payload.Length} bytes"
            : $"payload: {stored.Summary.Size} to {edit.Payload.Length} bytes; type: {stored.Summary.Type} to {edit.Type}";
        AuditEntry entry = audit.Entry(context, "deadletter.edit", id, details);
        return await deadLetters.EditAsync(id, mask.Restore(edit.Payload, stored.Payload), edit.Type, entry, cancellationToken)
            ? TypedResults.NoContent()
            : Missing();
    }

    private static async Task<IResult> ReplayOneAsync(
        string id, HttpContext context, IDeadLetterStore deadLetters, AuditTrail audit, CancellationToken cancellationToken) =>
        One(await deadLetters.ReplayAsync(Only(id), audit.Entry(context, "deadletter.replay", id), cancellationToken));

    private static async Task<IResult> DiscardOneAsync(
        string id, HttpContext context, IDeadLetterStore deadLetters, AuditTrail audit, CancellationToken cancellationToken) =>
        One(await deadLetters.DiscardAsync(Only(id), audit.Entry(context, "deadletter.discard", id), cancellationToken));

    private static async Task<IResult> ReplayManyAsync(
        HttpContext context, IDeadLetterStore deadLetters, AuditTrail audit, IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        (DeadLetterSelection? selection, IResult? problem) = await SelectAsync(context, options.Value);
        return selection is null
            ? problem!
            : Many(await deadLetters.ReplayAsync(
                Fitting(selection), audit.Entry(context, "deadletter.replay", Describe(selection)), cancellationToken));
    }

    private static async Task<IResult> DiscardManyAsync(
        HttpContext context, IDeadLetterStore deadLetters, AuditTrail audit, IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        (DeadLetterSelection? selection, IResult? problem) = await SelectAsync(context, options.Value);
        return selection is null
            ? problem!
            : Many(await deadLetters.DiscardAsync(
                Fitting(selection), audit.Entry(context, "deadletter.discard", Describe(selection)), cancellationToken));
    }

    /// <summary>A body that selects nothing by mistake must not select everything.</summary>
    private static async Task<(DeadLetterSelection? Selection, IResult? Problem)> SelectAsync(HttpContext context, ApiOptions options)
    {
        (DeadLetterSelection? selection, IResult? problem) =
            await RequestBody.ReadAsync(context, ModuleJsonContext.Default.DeadLetterSelection, options.MaxBodyBytes);
        if (selection is null)
        {
            return (null, problem);
        }

        bool narrowed = selection with { All = false } != new DeadLetterSelection();
        if (selection.All == narrowed)
        {
            return (null, Problems.BadRequest(narrowed
                ? "'all' and a narrower selection contradict each other."
                : "The selection is empty: say {\"all\":true} where every dead letter is meant."));
        }

        return (selection, null);
    }

    private static async Task<MessageDetail?> FindAsync(string id, IMessageStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { Summary.Status: MessageStatus.Dead } detail ? detail : null;

    private static MessageFilter Only(string id) => new() { Id = id, Status = MessageStatus.Dead };

    private static MessageFilter Fitting(DeadLetterSelection selection) => new()
    {
        Status = MessageStatus.Dead,
        Type = selection.Type,
        ErrorType = selection.ErrorType,
        Protocol = selection.Protocol,
        UserId = selection.UserId,
        From = selection.From,
        To = selection.To,
    };

    private static string Describe(DeadLetterSelection selection) =>
        JsonSerializer.Serialize(selection, ModuleJsonContext.Default.DeadLetterSelection);

    private static IResult One(IReadOnlyList<string> ids) => ids.Count == 0 ? Missing() : Many(ids);

    private static JsonHttpResult<DeadLetterChange> Many(IReadOnlyList<string> ids) =>
        TypedResults.Json(new DeadLetterChange(ids.Count, ids), ModuleJsonContext.Default.DeadLetterChange);

    private static ProblemHttpResult Missing() => Problems.NotFound("There is no dead letter with this id.");
}
