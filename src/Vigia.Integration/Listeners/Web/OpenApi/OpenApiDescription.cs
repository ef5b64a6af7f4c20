using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Vigia.Integration.Access.Http;

namespace Vigia.Integration.Listeners.Web.OpenApi;

/// <summary>The API's description (OpenAPI 3.1) at <c>/openapi/v1.json</c>: what every end point has in common.</summary>
internal static class OpenApiDescription
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredScope>().LastOrDefault() is { } required)
            {
                Require(operation, required.Scope, context.Document);
            }

            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Vigia: integration module",
            Version = "v1",
            Description = "Takes messages in over HTTP, WebSocket (/ws) and MQTT, and shows what became of them.",
        };

        // The address is the one that the document was fetched from.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A JWT or an API key.",
            },
            [ApiKey] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = HttpCredentials.ApiKeyHeader,
                Description = "An API key.",
            },
        };
    }

    private static void Require(OpenApiOperation operation, string scope, OpenApiDocument? document)
    {
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKey, document)] = [] },
        ];
        operation.Description = $"{operation.Description} Needs the scope `{scope}`.".TrimStart();
    }
}
