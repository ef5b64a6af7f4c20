using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Processing;
using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;

namespace Vigia.Integration.Api;

/// <summary>How the module stands: queue, routes, audit.</summary>
internal static class OperationsApi
{
    private const int MaxAuditEntries = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/queue", GetQueue)
            .RequireScope(Scopes.ReadMessages)
            .WithName("GetQueue")
            .WithTags("operations")
            .WithSummary("How full the queue is and how old its oldest message.")
            .Produces<QueueStatus>();

        api.MapGet("/routes", GetRoutes)
            .RequireScope(Scopes.ReadMessages)
            .WithName("GetRoutes")
            .WithTags("operations")
            .WithSummary("The routes in force and the state of their destinations' breakers.")
            .Produces<IReadOnlyList<RouteStatus>>();

        api.MapGet("/audit", ReadAuditAsync)
            .RequireScope(Scopes.ReadAudit)
            .WithName("ReadAudit")
            .WithTags("operations")
            .WithSummary("Who changed what, newest first.")
            .Produces<IReadOnlyList<AuditEntry>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static JsonHttpResult<QueueStatus> GetQueue(
        IMessageQueue queue, IDeadLetterStore deadLetters, ProcessingWorkers workers, DrainState drain, TimeProvider time) =>
        TypedResults.Json(
            new QueueStatus
            {
                Size = queue.Count,
                Capacity = queue.Capacity,
                OldestAgeSeconds = queue.OldestReceivedAt is { } oldest ? Math.Max(0, (time.GetUtcNow() - oldest).TotalSeconds) : null,
                InWork = workers.InWork,
                DeadLetters = deadLetters.Count,
                Draining = drain.IsDraining,
            },
            ModuleJsonContext.Default.QueueStatus);

    private static JsonHttpResult<IReadOnlyList<RouteStatus>> GetRoutes(RouteTableSource routes) =>
        TypedResults.Json<IReadOnlyList<RouteStatus>>(
            [.. routes.Current.Routes.Select(static route => route.Describe())], ModuleJsonContext.Default.IReadOnlyListRouteStatus);

    private static async Task<IResult> ReadAuditAsync(
        [FromQuery(Name = "limit")] string? limit, IAuditLog audit, CancellationToken cancellationToken)
    {
        int count = 100;
        if (!string.IsNullOrEmpty(limit)
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxAuditEntries))
        {
            return Problems.BadRequest($"'limit' must be a number from 1 to {MaxAuditEntries}.");
        }

        return TypedResults.Json(await audit.ReadAsync(count, cancellationToken), ModuleJsonContext.Default.IReadOnlyListAuditEntry);
    }
}
