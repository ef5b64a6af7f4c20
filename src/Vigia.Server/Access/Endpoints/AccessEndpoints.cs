using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access.Web;

namespace Vigia.Server.Access.Endpoints;

/// <summary>Maps logging in and out, and the administration of users, tokens, sessions and the audit.</summary>
internal static class AccessEndpoints
{
    // A Razor component takes POST on its route too; without an order the two would be ambiguous.
    private const int BeforePages = -1;

    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] Put = [HttpMethods.Put];
    private static readonly string[] Patch = [HttpMethods.Patch];
    private static readonly string[] Delete = [HttpMethods.Delete];

    public static void AddAccessEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<LoginEndpoints>();
        services.AddSingleton<UserEndpoints>();
        services.AddSingleton<TokenEndpoints>();
        services.AddSingleton<SessionEndpoints>();
        services.AddSingleton<AuditEndpoints>();
    }

    public static void MapAccess(this WebApplication app)
    {
        LoginEndpoints login = app.Services.GetRequiredService<LoginEndpoints>();
        app.MapMethods(AccessPaths.Login, Post, login.LoginFormAsync).AllowEverybody().WithOrder(BeforePages);
        app.MapMethods(AccessPaths.Logout, Post, login.LogoutFormAsync).AllowAnyCaller().WithOrder(BeforePages);
        app.MapMethods(AccessPaths.Password, Post, login.PasswordFormAsync).AllowAnyCaller().WithOrder(BeforePages);

        RouteGroupBuilder api = app.MapGroup(AccessPaths.Api);
        api.MapMethods("/session", Get, AccessJson.Of(login.WhoAsync)).AllowAnyCaller();
        api.MapMethods("/session", Post, AccessJson.Of(login.LoginAsync)).AllowEverybody();
        api.MapMethods("/session", Delete, AccessJson.Of(login.LogoutAsync)).AllowAnyCaller();
        api.MapMethods("/session/password", Put, AccessJson.Of(login.PasswordAsync)).AllowAnyCaller();
        api.MapMethods("/session/preferences", Put, AccessJson.Of(login.PreferencesAsync)).RequireScope(AccessScopes.ReadConsole);

        SessionEndpoints sessions = app.Services.GetRequiredService<SessionEndpoints>();
        RouteGroupBuilder own = api.MapGroup("/sessions").RequireScope(AccessScopes.ReadConsole);
        own.MapMethods("", Get, AccessJson.Of(sessions.ListAsync));
        own.MapMethods("", Delete, AccessJson.Of(sessions.EndAllAsync));
        own.MapMethods("/{id}", Delete, AccessJson.Of(sessions.EndAsync));

        RouteGroupBuilder admin = api.MapGroup("").RequireScope(AccessScopes.Admin);
        UserEndpoints users = app.Services.GetRequiredService<UserEndpoints>();
        admin.MapMethods("/users", Get, AccessJson.Of(users.ListAsync));
        admin.MapMethods("/users", Post, AccessJson.Of(users.AddAsync));
        admin.MapMethods("/users/{name}", Get, AccessJson.Of(users.GetAsync));
        admin.MapMethods("/users/{name}", Patch, AccessJson.Of(users.ChangeAsync));
        admin.MapMethods("/users/{name}", Delete, AccessJson.Of(users.RemoveAsync));
        admin.MapMethods("/users/{name}/password", Post, AccessJson.Of(users.ResetPasswordAsync));

        TokenEndpoints tokens = app.Services.GetRequiredService<TokenEndpoints>();
        admin.MapMethods("/tokens", Get, AccessJson.Of(tokens.ListAsync));
        admin.MapMethods("/tokens", Post, AccessJson.Of(tokens.CreateAsync));
        admin.MapMethods("/tokens/{id}", Delete, AccessJson.Of(tokens.RevokeAsync));

        AuditEndpoints audit = app.Services.GetRequiredService<AuditEndpoints>();
        admin.MapMethods("/audit", Get, AccessJson.Of(audit.ListAsync));
    }
}
