using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Vigia.Instrumentation;
using Vigia.Model.Access;
using Vigia.Server.Access.Tokens;

namespace Vigia.Server.Access;

/// <summary>
/// The one gate of the monitor's HTTP endpoints: each carries an <see cref="AccessRule"/>, and one that carries none is closed. A token comes
/// as a bearer (RFC 6750) or, for clients that know only that, as the password of basic authentication with any user name (RFC 7617).
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, TokenDirectory tokens, AccessMonitor monitor, TimeProvider time)
{
    private const int MaxHeaderLength = 512;

    public Task InvokeAsync(HttpContext context)
    {
        // What is no route is routing's own answer to a wrong method, 405, and gives nothing away.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }

        if (endpoint.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden", "this endpoint is closed");
        }

        if (rule.Scope is null && RequestOrigin.IsLoopback(context))
        {
            return next(context);
        }

        return Find(context, out string reason) is { } token ? CheckAsync(context, token, rule) : AskAsync(context, reason);
    }

    private Task CheckAsync(HttpContext context, TokenEntry token, AccessRule rule)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (token.Info.ExpiresAt <= now)
        {
            return AskAsync(context, "expired", token);
        }

        if (rule.Scope is { } scope && !token.Identity.Has(scope))
        {
            monitor.Refused(context, "scope", token.Info.Id);
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden", $"the token does not carry the scope {scope}");
        }

        token.Used(now);
        context.Features.Set(token.Identity);
        return next(context);
    }

    private TokenEntry? Find(HttpContext context, out string reason)
    {
        reason = "missing";
        StringValues header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text)
        {
            return null;
        }

        reason = "malformed";
        if (text.Length > MaxHeaderLength)
        {
            return null;
        }

        ReadOnlySpan<char> secret = default;
        string? decoded = null;
        if (text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            secret = text.AsSpan("Bearer ".Length).Trim();
        }
        else if (text.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Decode(text.AsSpan("Basic ".Length).Trim()) is { } pair)
        {
            decoded = pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
            secret = decoded;
        }

        if (secret.Length != AccessSecret.Length)
        {
            return null;
        }

        TokenEntry? token = tokens.Find(SecretHash.Of(secret));
        reason = token is null && AccessSecret.IsWellFormed(secret, AccessSecret.TokenPrefix) ? "unknown" : reason;
        return token;
    }

    private static string? Decode(ReadOnlySpan<char> base64)
    {
        Span<byte> bytes = stackalloc byte[MaxHeaderLength];
        return Convert.TryFromBase64Chars(base64, bytes, out int written) ? Encoding.UTF8.GetString(bytes[..written]) : null;
    }

    private Task AskAsync(HttpContext context, string reason, TokenEntry? token = null)
    {
        if (!monitor.Refused(context, reason, token?.Info.Id))
        {
            context.Response.Headers.RetryAfter = "60";
            return RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests", "too many refused attempts");
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"vigia\", Basic realm=\"vigia\", charset=\"UTF-8\"";
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorized", "an API token is needed; 'vigia token create NAME' makes one");
    }

    /// <summary>In the shape of Prometheus' errors, so that its clients show the text.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string type, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"status":"error","errorType":"{{type}}","error":"{{error}}"}""", context.RequestAborted);
    }
}
