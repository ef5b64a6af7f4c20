using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Vigia.PromQL.Syntax;

namespace Vigia.Console.Explore;

/// <summary>What the query editor asks while one types.</summary>
internal static class ExploreEndpoints
{
    public static RouteGroupBuilder MapExplore(this IEndpointRouteBuilder app)
    {
        RouteGroupBuilder group = app.MapGroup("/ui/api/promql");
        group.MapPost("/complete", Complete);
        group.MapPost("/check", Check);
        return group;
    }

    private static Results<Ok<CompletionAnswer>, ProblemHttpResult> Complete(CompletionRequest request, QueryCompletion completion, CancellationToken cancellationToken) =>
        request.Query is { Length: <= QueryCompletion.MaxLength } query
            ? TypedResults.Ok(completion.Complete(query, request.Caret, cancellationToken))
            : TypedResults.Problem($"query: at most {QueryCompletion.MaxLength} characters", statusCode: StatusCodes.Status400BadRequest);

    private static Results<Ok<CheckAnswer>, ProblemHttpResult> Check(CheckRequest request)
    {
        if (request.Query is not { Length: <= QueryCompletion.MaxLength } query)
        {
            return TypedResults.Problem($"query: at most {QueryCompletion.MaxLength} characters", statusCode: StatusCodes.Status400BadRequest);
        }

        PromqlParseResult parsed = PromqlParser.Parse(QueryMacros.Blank(query), PromqlSyntaxOptions.Experimental);
        return TypedResults.Ok(new CheckAnswer([.. parsed.Diagnostics.Select(static found => new CheckAnswer.Finding(found.Span.Start, found.Span.End, found.Message))]));
    }
}
