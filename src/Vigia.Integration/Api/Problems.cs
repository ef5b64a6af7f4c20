using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Vigia.Integration.Api;

/// <summary>Error answers (RFC 9457).</summary>
internal static class Problems
{
    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status404NotFound, title: "Not Found", type: "about:blank");

    public static ProblemHttpResult BadRequest(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status400BadRequest, title: "Bad Request", type: "about:blank");

    /// <summary>Several mistakes at once: one text for each field.</summary>
    public static ProblemHttpResult BadRequest(IReadOnlyDictionary<string, string> errors) =>
        TypedResults.Problem(
            string.Join(" ", errors.Values), statusCode: StatusCodes.Status400BadRequest, title: "Bad Request", type: "about:blank",
            extensions: [new("errors", errors)]);

    public static ProblemHttpResult TooLarge(int limit) =>
        TypedResults.Problem(
            $"The body may have {limit} bytes at most.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "Content Too Large",
            type: "about:blank");

    public static ProblemHttpResult Unavailable(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Service Unavailable", type: "about:blank");

    public static ProblemHttpResult Conflict(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status409Conflict, title: "Conflict", type: "about:blank");

    public static ProblemHttpResult PreconditionFailed(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status412PreconditionFailed, title: "Precondition Failed", type: "about:blank");

    /// <summary>The request is well formed, but what it holds is not valid: one text for each place.</summary>
    public static ProblemHttpResult Unprocessable(string what, IReadOnlyDictionary<string, string> errors) =>
        TypedResults.Problem(
            what, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Unprocessable Content", type: "about:blank",
            extensions: [new("errors", errors)]);

    public static ProblemHttpResult TooMany(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status429TooManyRequests, title: "Too Many Requests", type: "about:blank");
}
