using Microsoft.AspNetCore.Http;

namespace Vigia.Integration.Access.Http;

/// <summary>Stands before an end point and lets only callers with its scope through.</summary>
internal sealed class ScopeGuard(string scope, string protocol, RequestDelegate next, IAuthenticator authenticator, AccessMonitor monitor)
{
    public Task InvokeAsync(HttpContext context)
    {
        // A group and an end point in it may both require a scope; the caller is asked once.
        if (context.FindIdentity() is { } known)
        {
            return Authorize(context, known);
        }

        ValueTask<AuthenticationResult> pending =
            authenticator.AuthenticateAsync(HttpCredentials.Read(context, protocol), context.RequestAborted);
        return pending.IsCompletedSuccessfully ? Continue(context, pending.GetAwaiter().GetResult()) : Await(context, pending);
    }

    private async Task Await(HttpContext context, ValueTask<AuthenticationResult> pending) =>
        await Continue(context, await pending);

    private Task Continue(HttpContext context, AuthenticationResult result)
    {
        if (result.Identity is not { } identity)
        {
            return AccessProblems.WriteUnauthorizedAsync(context);
        }

        context.SetIdentity(identity);
        return Authorize(context, identity);
    }

    private Task Authorize(HttpContext context, Identity identity)
    {
        if (!identity.Has(scope))
        {
            monitor.MissingScope(protocol, identity, scope, HttpCredentials.RemoteAddress(context), context.TraceIdentifier);
            return AccessProblems.WriteForbiddenAsync(context);
        }

        return context.NamesActor() ? AuthorizeActor(context, identity) : next(context);
    }

    // Leaving the name out of the audit without a word would let its sender believe that it stands there.
    private Task AuthorizeActor(HttpContext context, Identity identity)
    {
        if (!identity.Has(Scopes.ActAs))
        {
            monitor.MissingScope(protocol, identity, Scopes.ActAs, HttpCredentials.RemoteAddress(context), context.TraceIdentifier);
            return AccessProblems.WriteActorNotAllowedAsync(context);
        }

        return context.HasValidActor() ? next(context) : AccessProblems.WriteActorMalformedAsync(context);
    }
}
