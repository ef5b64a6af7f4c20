using Microsoft.AspNetCore.Http;
using Vigia.Integration.Access.Http;
using Vigia.Model.Messages;

namespace Vigia.Integration.Api;

/// <summary>Makes the audit entry of a request that changes something.</summary>
internal sealed class AuditTrail(TimeProvider time)
{
    public AuditEntry Entry(HttpContext context, string action, string target, string? details = null) => new()
    {
        At = time.GetUtcNow(),
        Actor = context.GetActor(),
        Subject = context.GetIdentity().Subject,
        Action = action,
        Target = target,
        Details = details,
    };
}
