using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Integration.Access.Http;

internal static class ScopeEndpointExtensions
{
    /// <summary>
    /// Lets only callers with <paramref name="scope"/> through: 401 for unknown ones, 403 for those that lack it. It
    /// stands before the binding of parameters, so that nobody's body is read before it is known who they are.
    /// </summary>
    /// <param name="builder">The end point or group.</param>
    /// <param name="scope">One of <see cref="Scopes"/>.</param>
    /// <param name="protocol">The label of the access metrics.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope, string protocol = "http")
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } next)
            {
                endpoint.Metadata.Add(new RequiredScope(scope));
                var guard = new ScopeGuard(
                    scope,
                    protocol,
                    next,
                    endpoint.ApplicationServices.GetRequiredService<IAuthenticator>(),
                    endpoint.ApplicationServices.GetRequiredService<AccessMonitor>());
                endpoint.RequestDelegate = guard.InvokeAsync;
            }
        });
        return builder;
    }
}
