using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Listeners.WebSocket;

/// <summary>Messages over WebSocket (RFC 6455), at <c>/ws</c> of the HTTP server.</summary>
internal sealed class WebSocketListener : IProtocolListener
{
    public string Protocol => WebSocketHandshake.Protocol;

    public void Add(WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<WebSocketListenerOptions>().BindConfiguration(WebSocketListenerOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<WebSocketListenerOptions>, WebSocketListenerOptionsValidator>();
        services.AddSingleton<WebSocketConnections>();
        services.AddSingleton<IDrainStep>(static provider => provider.GetRequiredService<WebSocketConnections>());
        services.AddHostedService(static provider => provider.GetRequiredService<WebSocketConnections>());
        services.AddSingleton<WebSocketEndpoint>();
    }

    public void Map(WebApplication app)
    {
        RequestDelegate handle = app.Services.GetRequiredService<WebSocketEndpoint>().HandleAsync;

        // The end point checks the scope itself: a browser's credentials are not where RequireScope looks.
        app.Map("/ws", handle).WithMetadata(new RequiredScope(Scopes.Send));
    }
}
