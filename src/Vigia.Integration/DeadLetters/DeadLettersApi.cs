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
    private const int MaxIds = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder letters = api.MapGroup("/dead-letters");
        letters.WithTags("dead letters");
        DeadLetterEditApi.Map(letters);
        DeadLetterOperationsApi.Map(letters);

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

    private static async Task<IResult> GetAsync(
        string id, HttpContext context, IMessageStore store, PayloadMask mask, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, store, cancellationToken) is not { } detail)
        {
            return Missing();
        }

        context.Response.Headers.ETag = detail.Version;
        return TypedResults.Json(mask.Apply(detail), ModuleJsonContext.Default.MessageDetail);
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

    private static async Task<(DeadLetterSelection? Selection, IResult? Problem)> SelectAsync(HttpContext context, ApiOptions options)
    {
        (DeadLetterSelection? selection, IResult? problem) =
            await RequestBody.ReadAsync(context, ModuleJsonContext.Default.DeadLetterSelection, options.MaxBodyBytes);
        return selection is null ? (null, problem)
            : WhyUnclear(selection) is { } reason ? (null, Problems.BadRequest(reason))
            : (selection, null);
    }

    /// <summary>A body that selects nothing by mistake must not select everything.</summary>
    internal static string? WhyUnclear(DeadLetterSelection selection)
    {
        bool isNarrowed = selection with { All = false } != new DeadLetterSelection();
        return selection.All && isNarrowed ? "'all' and a narrower selection contradict each other."
            : !selection.All && !isNarrowed ? "The selection is empty: say {\"all\":true} where every dead letter is meant."
            : selection.Ids is { Count: 0 or > MaxIds } ? $"'ids' must have 1 to {MaxIds} ids."
            : null;
    }

    internal static async Task<MessageDetail?> FindAsync(string id, IMessageStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { Summary.Status: MessageStatus.Dead } detail ? detail : null;

    private static MessageFilter Only(string id) => new() { Id = id, Status = MessageStatus.Dead };

    internal static MessageFilter Fitting(DeadLetterSelection selection) => new()
    {
        Status = MessageStatus.Dead,
        Ids = selection.Ids,
        Type = selection.Type,
        ErrorType = selection.ErrorType,
        Protocol = selection.Protocol,
        UserId = selection.UserId,
        From = selection.From,
        To = selection.To,
    };

    internal static string Describe(DeadLetterSelection selection) =>
        JsonSerializer.Serialize(selection, ModuleJsonContext.Default.DeadLetterSelection);

    private static IResult One(IReadOnlyList<string> ids) => ids.Count == 0 ? Missing() : Many(ids);

    private static JsonHttpResult<DeadLetterChange> Many(IReadOnlyList<string> ids) =>
        TypedResults.Json(new DeadLetterChange(ids.Count, ids), ModuleJsonContext.Default.DeadLetterChange);

    internal static ProblemHttpResult Missing() => Problems.NotFound("There is no dead letter with this id.");
}
