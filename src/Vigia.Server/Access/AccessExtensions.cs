using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Hosting;

namespace Vigia.Server.Access;

/// <summary>Who may call the monitor.</summary>
public static class AccessExtensions
{
    /// <summary>Asks callers of these endpoints for a token with this scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(builder => builder.Metadata.Add(new AccessRule(scope)));
        return endpoints;
    }

    /// <summary>
    /// Lets callers on this machine in without credentials, and others with a token of any scope. docs/guide lists these endpoints in one table.
    /// </summary>
    public static TBuilder AllowAnonymousOnLoopback<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(builder => builder.Metadata.Add(AccessRule.Loopback));
        return endpoints;
    }

    /// <summary>The caller that the middleware let in; null on an anonymous call.</summary>
    public static TokenIdentity? Caller(this HttpContext context) => context.Features.Get<TokenIdentity>();

    internal static void AddAccess(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(static provider =>
            TokenStore.Open(provider.GetRequiredService<MonitorPaths>().File(ApiTokens.FileName)));
        services.AddSingleton(static provider =>
            new ApiTokens(provider.GetRequiredService<TokenStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TokenDirectory>();
        services.AddSingleton<AccessMonitor>();
        services.AddSingleton<TokenRefresh>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<TokenRefresh>());
    }

    /// <summary>Every request passes here; put before endpoints run and after routing.</summary>
    internal static void UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessMiddleware>();
}
