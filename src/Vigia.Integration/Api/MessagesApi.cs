using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Messages;
using Vigia.Model.Messages;

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

    private static async Task<IResult> EraseAsync(
        string userId, HttpContext context, IMessageStore store, AuditTrail audit, CancellationToken cancellationToken)
    {
        int count = await store.EraseUserAsync(userId, audit.Entry(context, "user.erase", userId), cancellationToken);
        return TypedResults.Json(new ErasureResult(count), ModuleJsonContext.Default.ErasureResult);
    }
}
