using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Http;

/// <summary>Messages over HTTP. The server itself stays when this listener is off: metrics, health and the API ride on it too.</summary>
internal sealed class HttpProtocolListener : IProtocolListener
{
    public string Protocol => "http";

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<MessagesEndpoint>();

    public void Map(WebApplication app)
    {
        RequestDelegate handle = app.Services.GetRequiredService<MessagesEndpoint>().HandleAsync;
        AdmissionOptions admission = app.Services.GetRequiredService<IOptions<AdmissionOptions>>().Value;
        app.MapPost("/api/v1/messages", handle)
            .RequireScope(Scopes.Send)
            .WithMetadata(handle.Method)
            .WithTags("messages")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                MessagesDescription.Describe(operation, admission);
                return Task.CompletedTask;
            });
    }
}
