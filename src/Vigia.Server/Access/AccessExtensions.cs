using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Database;
using Vigia.Server.Access.Endpoints;
using Vigia.Server.Access.Logins;
using Vigia.Server.Access.Sessions;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;
using Vigia.Server.Access.Web;
using Vigia.Server.Hosting;

namespace Vigia.Server.Access;

/// <summary>Who may call the monitor.</summary>
public static class AccessExtensions
{
    /// <summary>
    /// Asks callers of these endpoints for this scope. A page with <see cref="RequireScopeAttribute"/>, <see cref="AllowEverybodyAttribute"/> or
    /// <see cref="AllowAnyCallerAttribute"/> asks for what it says there instead.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoints.With(AccessRule.Of(scope));

    /// <summary>
    /// Lets callers on this machine in without credentials, and others with a token of any scope. docs/guide lists these endpoints in one table.
    /// </summary>
    public static TBuilder AllowAnonymousOnLoopback<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.With(AccessRule.Loopback);

    /// <summary>Lets everybody in: for the page to log in at, and what it is drawn with.</summary>
    public static TBuilder AllowEverybody<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.With(AccessRule.Everybody);

    /// <summary>Lets in whoever is known, by token or session, also a user who has to change the password first.</summary>
    public static TBuilder AllowAnyCaller<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.With(AccessRule.AnyCaller);

    /// <summary>The caller that the middleware let in; null where the endpoint asked for none.</summary>
    public static Caller? Caller(this HttpContext context) => context.Features.Get<Caller>();

    internal static void AddAccess(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<AccessOptions>().BindConfiguration("Monitor:Access").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.AddSingleton(static provider => AccessDatabase.OpenIn(provider.GetRequiredService<MonitorPaths>().Root));
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<AccessState>();
        services.AddSingleton(static provider => new ApiTokens(
            provider.GetRequiredService<AccessDatabase>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<AccessState>().Refresh));
        services.AddSingleton(static _ => new PasswordHashing());
        services.AddSingleton(static provider => new UserDirectory(
            provider.GetRequiredService<AccessDatabase>(),
            provider.GetRequiredService<PasswordHashing>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<AccessState>().Refresh));
        services.AddSingleton(static provider => new SessionDirectory(
            provider.GetRequiredService<AccessDatabase>(),
            provider.GetRequiredService<AccessState>(),
            provider.GetRequiredService<SessionWatch>(),
            provider.GetRequiredService<IOptions<AccessOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<MetricRegistry>()));
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IAuditTrail>(static provider => provider.GetRequiredService<AuditTrail>());
        services.AddSingleton<LoginThrottle>();
        services.AddSingleton<LoginService>();
        services.AddSingleton<AccessMonitor>();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<AccessRefresh>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<AccessRefresh>());
        services.AddAccessEndpoints();
        services.AddAuthorization(AccessPolicies.Add);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PolicyRefusal>();
    }

    /// <summary>Every request passes here; put before endpoints run and after routing.</summary>
    internal static void UseAccess(this IApplicationBuilder app)
    {
        app.UseMiddleware<ConsoleHeaders>();
        app.UseMiddleware<AccessMiddleware>();
        app.UseAuthorization();
    }

    private static TBuilder With<TBuilder>(this TBuilder endpoints, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(builder => builder.Metadata.Add(RuleOfPage(builder.Metadata) ?? rule));
        return endpoints;
    }

    // The attributes of a Razor component are in its endpoint's metadata before any convention is.
    private static AccessRule? RuleOfPage(IList<object> metadata)
    {
        for (int i = metadata.Count - 1; i >= 0; i--)
        {
            switch (metadata[i])
            {
                case RequireScopeAttribute required:
                    return AccessRule.Of(required.Scope);
                case AllowAnyCallerAttribute:
                    return AccessRule.AnyCaller;
                case AllowEverybodyAttribute:
                    return AccessRule.Everybody;
            }
        }

        return null;
    }
}
