using Microsoft.AspNetCore.Http;
using Vigia.Instrumentation;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;

namespace Vigia.Integration.Listeners.Web;

/// <summary>
/// Metrics, health and the API's description answer without credentials, but only to callers on this machine; others
/// must show some that count.
/// </summary>
internal sealed class LocalEndpoints(IAuthenticator authenticator)
{
    private static readonly PathString[] Paths = ["/metrics", "/health", "/openapi"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!RequestOrigin.IsLoopback(context) && IsLocal(context.Request.Path))
        {
            AuthenticationResult result = await authenticator.AuthenticateAsync(HttpCredentials.Read(context, "http"), context.RequestAborted);
            if (result.Identity is not { } identity)
            {
                await AccessProblems.WriteUnauthorizedAsync(context);
                return;
            }

            context.SetIdentity(identity);
        }

        await next(context);
    }

    private static bool IsLocal(PathString path)
    {
        foreach (PathString local in Paths)
        {
            if (path.StartsWithSegments(local, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
