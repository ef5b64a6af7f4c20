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

    /// <summary>For the audit: the person that the caller names, where it may name one; else the caller itself.</summary>
    public static string GetActor(this HttpContext context)
    {
        Identity identity = context.GetIdentity();
        StringValues header = context.Request.Headers[ActorHeader];
        return header.Count == 1 && identity.Has(Scopes.ActAs) && IsActor(header[0]) ? header[0]! : identity.Subject;
    }

    private static bool IsActor(string? actor)
    {
        if (string.IsNullOrWhiteSpace(actor) || actor.Length > MaxActorLength)
        {
            return false;
        }

        foreach (char c in actor)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }
}
