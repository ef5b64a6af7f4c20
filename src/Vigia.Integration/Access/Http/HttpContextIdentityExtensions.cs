using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Vigia.Integration.Access.Http;

internal static class HttpContextIdentityExtensions
{
    /// <summary>Names the person on whose behalf a caller acts; only callers with <see cref="Scopes.ActAs"/> are believed.</summary>
    public const string ActorHeader = "X-Vigia-Actor";

    private const int MaxActorLength = 256;

    /// <summary>The authenticated caller of an end point behind <see cref="ScopeEndpointExtensions.RequireScope"/>.</summary>
    /// <exception cref="InvalidOperationException">The end point requires no scope.</exception>
    public static Identity GetIdentity(this HttpContext context) =>
        context.FindIdentity() ?? throw new InvalidOperationException("The end point has no authenticated caller: add RequireScope to it.");

    /// <summary>The authenticated caller, or null.</summary>
    public static Identity? FindIdentity(this HttpContext context) => context.Features.Get<Identity>();

    public static void SetIdentity(this HttpContext context, Identity identity) => context.Features.Set(identity);

    /// <summary>For the audit: the person that the caller names, else the caller itself. The scope's guard has let the name pass.</summary>
    public static string GetActor(this HttpContext context) =>
        context.Request.Headers[ActorHeader] is [{ Length: > 0 } actor] ? actor : context.GetIdentity().Subject;

    /// <summary>Whether the request names a person that it acts for; an empty header names none.</summary>
    public static bool NamesActor(this HttpContext context) =>
        context.Request.Headers.TryGetValue(ActorHeader, out StringValues values) && values is not [""];

    /// <summary>Whether the name, given once, is one that can stand in an audit.</summary>
    public static bool HasValidActor(this HttpContext context) =>
        context.Request.Headers[ActorHeader] is [{ } actor] && !string.IsNullOrWhiteSpace(actor) && actor.Length <= MaxActorLength && !actor.Any(char.IsControl);
}
