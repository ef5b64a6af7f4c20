using Microsoft.AspNetCore.Builder;
using Vigia.Server.Access;

namespace Vigia.Console.Dashboards.Endpoints;

/// <summary>Who may read and change dashboards: the one place that says so.</summary>
internal static class DashboardAccess
{
    /// <summary>The scope of readers.</summary>
    public const string Read = AccessScopes.ReadConsole;

    /// <summary>The scope of those who change dashboards.</summary>
    public const string Write = AccessScopes.WriteConsole;

    public static TBuilder AllowReaders<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireScope(Read);

    public static TBuilder AllowWriters<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireScope(Write);
}
