using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vigia.Integration.Access.Http;

/// <summary>
/// The answers to callers that are turned away (RFC 9457), with the request's and the trace's id like every other error's.
/// They say nothing about why: what a caller may learn from a refusal, an attacker learns too. The log has the reason.
/// </summary>
internal static class AccessProblems
{
    public static Task WriteUnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "Unauthorized");
    }

    public static Task WriteForbiddenAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", "Forbidden");

    /// <summary>To a caller that is known and may use the end point: it may learn what it lacks.</summary>
    public static Task WriteActorNotAllowedAsync(HttpContext context) => WriteAsync(
        context,
        StatusCodes.Status403Forbidden,
        "actor_not_allowed",
        "Forbidden",
        $"The header {HttpContextIdentityExtensions.ActorHeader} needs the scope {Scopes.ActAs}, which this caller lacks. Leave the header out, or make a key with the scope.");

    public static Task WriteActorMalformedAsync(HttpContext context) => WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        "actor_malformed",
        "Bad Request",
        $"The header {HttpContextIdentityExtensions.ActorHeader} names one person, in 1 to 256 characters without control characters.");

    private static Task WriteAsync(HttpContext context, int status, string code, string title, string? detail = null)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, $"urn:vigia:problem:{code}");
            writer.WriteString("title"u8, title);
            writer.WriteNumber("status"u8, status);
            if (detail is not null)
            {
                writer.WriteString("detail"u8, detail);
            }

            writer.WriteString("code"u8, code);
            writer.WriteString("requestId"u8, context.TraceIdentifier);
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            {
                writer.WriteString("traceId"u8, activity.TraceId.ToHexString());
            }

            writer.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.WrittenCount;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
