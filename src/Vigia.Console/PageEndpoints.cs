using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Vigia.Console;

/// <summary>Those of the pages' endpoints whose route is one of some.</summary>
internal sealed class PageEndpoints(IEndpointConventionBuilder all, params string[] routes) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention) => all.Add(endpoint =>
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } route } && routes.Contains("/" + route.Trim('/'), StringComparer.OrdinalIgnoreCase))
        {
            convention(endpoint);
        }
    });
}
