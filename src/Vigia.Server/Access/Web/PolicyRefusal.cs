using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Web;

/// <summary>
/// Refuses callers that the gate let in and an <c>[Authorize]</c> on the endpoint does not; without this they would meet a failure for want of an
/// authentication scheme.
/// </summary>
internal sealed class PolicyRefusal : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded
            ? next(context)
            : authorizeResult.Challenged && AccessPaths.IsPage(context.Request)
            ? Refusal.SeeOtherAsync(context, AccessPaths.LoginFor(context.Request))
            : Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", "the caller may not do this");
}
