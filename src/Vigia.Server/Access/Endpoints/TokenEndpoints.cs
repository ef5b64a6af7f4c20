using Microsoft.AspNetCore.Http;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Tokens;

namespace Vigia.Server.Access.Endpoints;

/// <summary><c>/ui/api/tokens</c>, for administrators.</summary>
internal sealed class TokenEndpoints(ApiTokens tokens, TimeProvider time)
{
    public Task ListAsync(HttpContext context) => AccessJson.WriteAsync(context, tokens.List());

    /// <summary>The answer holds the secret, once.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        CreateBody body = await AccessJson.ReadAsync<CreateBody>(context);
        CreatedToken created = tokens.Create(body.Name, body.Scopes ?? [], body.ExpiresAt - time.GetUtcNow(), Actor.Of(context));
        await AccessJson.WriteAsync(context, created, StatusCodes.Status201Created);
    }

    public Task RevokeAsync(HttpContext context) =>
        AccessJson.WriteAsync(context, tokens.Revoke((string)context.Request.RouteValues["id"]!, Actor.Of(context)));

    private sealed record CreateBody(string Name, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);
}
