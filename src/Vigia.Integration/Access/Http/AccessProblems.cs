using Microsoft.AspNetCore.Http;

namespace Vigia.Integration.Access.Http;

/// <summary>
/// The answers to callers that are turned away (RFC 9457). They say nothing about why: what a caller may learn from a
/// refusal, an attacker learns too. The log has the reason.
/// </summary>
internal static class AccessProblems
{
    private static readonly byte[] Unauthorized = """{"type":"about:blank","title":"Unauthorized","status":401}"""u8.ToArray();
    private static readonly byte[] Forbidden = """{"type":"about:blank","title":"Forbidden","status":403}"""u8.ToArray();

    public static Task WriteUnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, Unauthorized);
    }

    public static Task WriteForbiddenAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status403Forbidden, Forbidden);

    private static Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
