using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Api;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>Changes of many dead letters that can be followed and stopped.</summary>
internal static class DeadLetterOperationsApi
{
    public static void Map(IEndpointRouteBuilder letters)
    {
        letters.MapPost("/operations", BeginAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("BeginDeadLetterOperation")
            .WithSummary("Begins to replay or discard every dead letter that fits; the answer's Location tells how far it has come.")
            .Accepts<DeadLetterOperationRequest>("application/json")
            .Produces<DeadLetterOperation>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        letters.MapGet("/operations", List)
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("ListDeadLetterOperations")
            .WithSummary("The last 100 operations since the module started, newest first.")
            .Produces<IReadOnlyList<DeadLetterOperation>>();

        letters.MapGet("/operations/{operation}", Get)
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("GetDeadLetterOperation")
            .WithSummary("How far one operation has come.")
            .Produces<DeadLetterOperation>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        letters.MapDelete("/operations/{operation}", Cancel)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("CancelDeadLetterOperation")
            .WithSummary("Stops one operation after the step that it is in; what it has changed stays changed.")
            .Produces<DeadLetterOperation>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext context, DeadLetterOperations operations, AuditTrail audit, IOptions<ApiOptions> options)
    {
        (DeadLetterOperationRequest? request, IResult? problem) =
            await RequestBody.ReadAsync(context, ModuleJsonContext.Default.DeadLetterOperationRequest, options.Value.MaxBodyBytes);
        if (request is null)
        {
            return problem!;
        }

        // A body may hold null where the contract has none.
        if (request.Selection is not { } selection)
        {
            return Problems.BadRequest("'selection' is missing.");
        }

        if (DeadLettersApi.WhyUnclear(selection) is { } reason)
        {
            return Problems.BadRequest(reason);
        }

        string action = request.Action == DeadLetterAction.Replay ? "deadletter.replay" : "deadletter.discard";
        if (operations.Begin(request, audit.Entry(context, action, DeadLettersApi.Describe(selection))) is not { } begun)
        {
            return Problems.TooMany($"{DeadLetterOperations.MaxWaiting} operations wait already. Try again when one has ended.");
        }

        context.Response.Headers.Location = $"/api/v1/dead-letters/operations/{begun.Id}";
        return TypedResults.Json(begun, ModuleJsonContext.Default.DeadLetterOperation, statusCode: StatusCodes.Status202Accepted);
    }

    private static JsonHttpResult<IReadOnlyList<DeadLetterOperation>> List(DeadLetterOperations operations) =>
        TypedResults.Json(operations.List(), ModuleJsonContext.Default.IReadOnlyListDeadLetterOperation);

    private static IResult Get(string operation, DeadLetterOperations operations) => Answer(operations.Find(operation));

    private static IResult Cancel(string operation, DeadLetterOperations operations) => Answer(operations.Cancel(operation));

    private static IResult Answer(DeadLetterOperation? operation) =>
        operation is null
            ? Problems.NotFound("There is no operation with this id. The module forgets them when it stops.")
            : TypedResults.Json(operation, ModuleJsonContext.Default.DeadLetterOperation);
}
