using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Server.Configuration.Model;
using Vigia.Server.HttpClients;

namespace Vigia.Server.Modules;

internal static class ModuleClientExtensions
{
    /// <summary>Adds <see cref="IModuleClient"/>. Nothing is opened before it is first asked.</summary>
    public static void AddModuleClient(this IServiceCollection services)
    {
        services.AddOptions<ModuleOptions>().BindConfiguration("Monitor:Module").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModuleOptions>, ModuleOptionsValidator>();
        services.AddSingleton(static provider => ModuleEndpoint.Of(
            provider.GetRequiredService<IOptions<ModuleOptions>>().Value, provider.GetRequiredService<IConfiguration>()));
        services.AddHttpClient(ModuleTransport.ClientName, static (provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<ModuleEndpoint>().Address;
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(static provider => Handler(provider.GetRequiredService<IOptions<ModuleOptions>>().Value))
            .RemoveAllLoggers();
        services.AddSingleton<ModuleTransport>();
        services.AddSingleton<IModuleClient, ModuleClient>();
    }

    private static SocketsHttpHandler Handler(ModuleOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // The key goes to the module and to nobody that it points to.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),

            // People's names are not all ASCII.
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        };
        if (!string.IsNullOrEmpty(options.CaPath))
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                new ServerTrust(new TlsConfiguration { Authorities = new SecretText(Value: null, options.CaPath) }).Accepts;
        }

        return handler;
    }
}
