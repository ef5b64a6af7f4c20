using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Integration.Listeners.Web;

namespace Vigia.Integration.Listeners;

internal static class ListenersExtensions
{
    /// <summary>Adds the HTTP server, and every protocol that the configuration leaves enabled (<c>Listeners:{Protocol}:Enabled</c>, true by default).</summary>
    public static void AddListeners(this WebApplicationBuilder builder)
    {
        builder.AddWebServer();
        foreach (IProtocolListener listener in Discover())
        {
            if (builder.Configuration[$"Listeners:{listener.Protocol}:Enabled"] is { } enabled && !bool.Parse(enabled))
            {
                continue;
            }

            builder.Services.AddSingleton(listener);
            listener.Add(builder);
        }
    }

    public static void MapListeners(this WebApplication app)
    {
        app.MapWebServer();
        foreach (IProtocolListener listener in app.Services.GetServices<IProtocolListener>())
        {
            listener.Map(app);
        }
    }

    private static IEnumerable<IProtocolListener> Discover() =>
        typeof(IProtocolListener).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProtocolListener)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IProtocolListener)Activator.CreateInstance(type)!);
}
