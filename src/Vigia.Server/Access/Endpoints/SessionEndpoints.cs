using Microsoft.AspNetCore.Http;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Sessions;

namespace Vigia.Server.Access.Endpoints;

/// <summary><c>/ui/api/sessions</c>: one's own, and everybody's for administrators.</summary>
internal sealed class SessionEndpoints(SessionDirectory sessions)
{
    public Task ListAsync(HttpContext context)
    {
        Caller caller = context.Caller()!;
        string? user = context.Request.Query["user"];
        IReadOnlyList<Session> listed = (user, caller.Has(AccessScopes.Admin), caller.Kind) switch
        {
            (null, true, _) => sessions.List(),
            ({ } name, true, _) => sessions.ListOf(name),
            (_, _, CallerKind.Session) => sessions.ListOf(caller.Name),
            _ => [],
        };
        return AccessJson.WriteAsync(context, listed.Select(session => new
        {
            session.Id,
            session.UserName,
            session.CreatedAt,
            session.LastSeenAt,
            session.ExpiresAt,
            session.Address,
            session.UserAgent,
            IsCurrent = session.Id == caller.SessionId,
        }));
    }

    public Task EndAsync(HttpContext context)
    {
        Caller caller = context.Caller()!;
        string id = (string)context.Request.RouteValues["id"]!;
        bool mayEnd = caller.Has(AccessScopes.Admin) || (caller.Kind is CallerKind.Session && sessions.ListOf(caller.Name).Any(own => own.Id == id));

        // The same answer for another's session and for none.
        return mayEnd && sessions.End(id, Actor.Of(context))
            ? AccessJson.NoContent(context)
            : throw new AccessException(AccessErrors.NotFound, "There is no such session.");
    }

    /// <summary>Ends all sessions of the user in <c>?user=</c>, for administrators; without it the caller's own but this one.</summary>
    public Task EndAllAsync(HttpContext context)
    {
        Caller caller = context.Caller()!;
        string? user = context.Request.Query["user"];
        int ended = user is not null && caller.Has(AccessScopes.Admin) ? sessions.EndAllOf(user, Actor.Of(context))
            : user is null && caller.Kind is CallerKind.Session ? sessions.EndAllOf(caller.Name, Actor.Of(context), caller.SessionId)
            : throw new AccessException(AccessErrors.NotFound, "There are no such sessions.");
        return AccessJson.WriteAsync(context, new { Ended = ended });
    }
}
