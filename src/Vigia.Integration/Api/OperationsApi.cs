using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Vigia.Instrumentation;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Processing;
using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.Api;

/// <summary>How the module stands: queue, routes, audit.</summary>
internal static class OperationsApi
{
    private const int MaxAuditEntries = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/health", GetHealthAsync)
            .RequireScope(Scopes.ReadMessages)
            .WithName("GetHealth")
            .WithTags("operations")
            .WithSummary("The module's health with every dependency's checks, as /health?details=true answers on the machine itself.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");

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

    // The second parameter makes it a described end point and not a bare request delegate.
    private static Task GetHealthAsync(HttpContext context, CancellationToken cancellationToken) => context.WriteVigiaHealthAsync();

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
        [FromQuery(Name = "actor")] string? actor,
        [FromQuery(Name = "action")] string? action,
        [FromQuery(Name = "target")] string? target,
        [FromQuery(Name = "from")] string? from,
        [FromQuery(Name = "to")] string? to,
        [FromQuery(Name = "before")] string? before,
        [FromQuery(Name = "limit")] string? limit,
        IAuditLog audit,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var filter = new AuditFilter
        {
            Actor = QueryText.Given(actor),
            Action = QueryText.Given(action),
            Target = QueryText.Given(target),
            From = QueryText.Time("from", from, errors),
            To = QueryText.Time("to", to, errors),
            Before = QueryText.Number("before", before, 1, long.MaxValue, errors),
            Limit = (int)(QueryText.Number("limit", limit, 1, MaxAuditEntries, errors) ?? 100),
        };
        return errors.Count > 0
            ? Problems.BadRequest(errors)
            : TypedResults.Json(await audit.ReadAsync(filter, cancellationToken), ModuleJsonContext.Default.IReadOnlyListAuditEntry);
    }
}
