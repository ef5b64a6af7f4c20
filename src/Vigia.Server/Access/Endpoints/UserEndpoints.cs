using Microsoft.AspNetCore.Http;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Users;

namespace Vigia.Server.Access.Endpoints;

/// <summary><c>/ui/api/users</c>, for administrators.</summary>
internal sealed class UserEndpoints(UserDirectory users)
{
    public Task ListAsync(HttpContext context) => AccessJson.WriteAsync(context, users.List());

    public Task GetAsync(HttpContext context) =>
        AccessJson.WriteAsync(context, users.Find(Name(context)) ?? throw new AccessException(AccessErrors.NotFound, "There is no such user."));

    /// <summary>Without a password, one is made and shown in the answer, once.</summary>
    public async Task AddAsync(HttpContext context)
    {
        AddBody body = await AccessJson.ReadAsync<AddBody>(context);
        UserRole role = AccessRoles.Parse(body.Role);
        Actor actor = Actor.Of(context);
        if (body.Password is { } password)
        {
            User added = await users.AddAsync(body.Name, role, password, body.MustChangePassword, actor, context.RequestAborted);
            await AccessJson.WriteAsync(context, new { User = added }, StatusCodes.Status201Created);
            return;
        }

        await AccessJson.WriteAsync(context, await users.AddAsync(body.Name, role, actor, context.RequestAborted), StatusCodes.Status201Created);
    }

    public async Task ChangeAsync(HttpContext context)
    {
        ChangeBody body = await AccessJson.ReadAsync<ChangeBody>(context);
        UserRole? role = body.Role is { } text ? AccessRoles.Parse(text) : null;
        if (role is null && body.IsDisabled is null)
        {
            throw new AccessException(AccessErrors.BadRequest, "The body names nothing to change: role, isDisabled.");
        }

        string name = Name(context);
        Actor actor = Actor.Of(context);
        await AccessJson.WriteAsync(context, users.Change(name, role, body.IsDisabled, actor));
    }

    public async Task ResetPasswordAsync(HttpContext context) =>
        await AccessJson.WriteAsync(context, await users.ResetPasswordAsync(Name(context), Actor.Of(context), context.RequestAborted));

    public Task RemoveAsync(HttpContext context)
    {
        users.Remove(Name(context), Actor.Of(context));
        return AccessJson.NoContent(context);
    }

    private static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    private sealed record AddBody(string Name, string Role, string? Password = null, bool MustChangePassword = true);

    private sealed record ChangeBody(string? Role = null, bool? IsDisabled = null);
}
