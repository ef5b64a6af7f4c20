using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vigia.Integration.Tests.Access;

internal static class ServiceProviderExtensions
{
    /// <summary>A service by its type, or a hosted service by its own.</summary>
    public static T GetRequiredServiceOf<T>(this IServiceProvider services)
        where T : class =>
        services.GetService<T>() ?? services.GetServices<IHostedService>().OfType<T>().Single();
}
