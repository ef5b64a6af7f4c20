using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigia.Instrumentation;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Web;

namespace Vigia.Server.Access;

/// <summary>The one gate of the monitor's HTTP endpoints: each carries an <see cref="AccessRule"/>, and one that carries none is closed.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, CallerResolver callers, AccessMonitor monitor)
{
    public Task InvokeAsync(HttpContext context)
    {
        // What is no endpoint of anybody is routing's own answer to a wrong method or type, and gives nothing away.
        if (context.GetEndpoint() is not { } endpoint || (endpoint is not RouteEndpoint && endpoint.Metadata.Count == 0))
        {
            return next(context);
        }

        if (endpoint.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            return Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", "this endpoint is closed");
        }

        if (rule.IsOpenOnLoopback && RequestOrigin.IsLoopback(context))
        {
            return next(context);
        }

        Caller? caller = callers.Find(context, out string reason, out string? tokenId);
        if (SameOrigin.Matters(context.Request) && !IsOwnPage(context.Request, caller))
        {
            monitor.Refused(context, "origin", tokenId);
            return Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", "the request does not come from a page of this monitor");
        }

        if (rule.IsForEverybody)
        {
            return PassAsync(context, caller);
        }

        return caller is null ? AskAsync(context, reason, tokenId) : CheckAsync(context, caller, rule);
    }

    // A browser adds a cookie by itself, so with one it must be certain whose page asked; a token is added by whoever knows it. Without either
    // there is nobody to be impersonated, but what an anonymous viewer sees is not for other sites' pages to read.
    private static bool IsOwnPage(HttpRequest request, Caller? caller) => caller?.Kind switch
    {
        CallerKind.Token => true,
        CallerKind.Session => SameOrigin.Of(request) is true,
        _ => SameOrigin.Of(request) is not false,
    };

    private Task CheckAsync(HttpContext context, Caller caller, AccessRule rule)
    {
        if (caller.MustChangePassword && !rule.AllowsOldPassword)
        {
            return AccessPaths.IsPage(context.Request)
                ? Refusal.SeeOtherAsync(context, AccessPaths.Password)
                : Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "password_change_required", $"choose a new password first, at {AccessPaths.Password}");
        }

        if (rule.Scope is not { } scope || caller.Has(scope))
        {
            return PassAsync(context, caller);
        }

        if (caller.Kind is CallerKind.Anonymous)
        {
            return AskAsync(context, "missing", tokenId: null);
        }

        monitor.Refused(context, "scope", caller.Kind is CallerKind.Token ? caller.Id : null);
        if (caller.Kind is CallerKind.Session && AccessPaths.IsPage(context.Request) && caller.Has(AccessScopes.ReadConsole))
        {
            return Refusal.SeeOtherAsync(context, $"{AccessPaths.Forbidden}?needs={Uri.EscapeDataString(scope)}");
        }

        return Refusal.WriteAsync(
            context,
            StatusCodes.Status403Forbidden,
            "forbidden",
            caller.Kind is CallerKind.Token ? $"the token does not carry the scope {scope}" : $"the user does not have the scope {scope}");
    }

    private Task PassAsync(HttpContext context, Caller? caller)
    {
        if (caller is not null)
        {
            context.Features.Set(caller);
            context.User = caller.Principal;
        }

        return next(context);
    }

    private Task AskAsync(HttpContext context, string reason, string? tokenId)
    {
        // To come without having logged in is no offence.
        if (AccessPaths.IsPage(context.Request) && reason is "missing" or "session")
        {
            return Refusal.SeeOtherAsync(context, AccessPaths.LoginFor(context.Request));
        }

        if (!monitor.Refused(context, reason, tokenId))
        {
            context.Response.Headers.RetryAfter = "60";
            return Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_requests", "too many refused attempts");
        }

        // Under /ui/ no basic authentication is offered: a browser would ask for name and password itself, over our page.
        context.Response.Headers.WWWAuthenticate = AccessPaths.IsConsole(context.Request)
            ? "Bearer realm=\"vigia\""
            : "Bearer realm=\"vigia\", Basic realm=\"vigia\", charset=\"UTF-8\"";
        return Refusal.WriteAsync(
            context, StatusCodes.Status401Unauthorized, "unauthorized", "an API token is needed; 'vigia token create NAME' makes one");
    }
}
