using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Integration.Lifecycle;

internal static class LifecycleExtensions
{
    public static void AddLifecycle(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DataOptions>().BindConfiguration("Data");
        builder.Services.AddSingleton<DrainState>();
    }

    public static void MapLifecycle(this WebApplication app)
    {
    }
}
