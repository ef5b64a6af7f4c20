using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Vigia.Server.Access.Callers;

namespace Vigia.Server.Access.Audit;

/// <summary>Who did something, for the audit.</summary>
/// <param name="Name"><c>user:NAME</c>, <c>token:NAME</c>, <c>terminal:NAME</c> of the operating system's user, <c>anonymous</c> or <c>system</c>.</param>
/// <param name="Address">Where it came from; null: this process or a terminal.</param>
public sealed record Actor(string Name, string? Address = null)
{
    /// <summary>The monitor itself.</summary>
    public static Actor System { get; } = new("system");

    /// <summary>Whoever runs a command on this machine.</summary>
    public static Actor Terminal { get; } = new("terminal:" + Environment.UserName);

    /// <summary>The caller of a request.</summary>
    public static Actor Of(HttpContext context) =>
        new(context.Caller()?.ActorName ?? "anonymous", RemoteAddress.Text(context));

    /// <summary>The user of a live circuit, which has no request of its own.</summary>
    public static Actor Of(ClaimsPrincipal user, string? address = null) => new(user.FindFirst(AccessClaims.Actor)?.Value ?? "anonymous", address);
}
