using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Vigia.Integration.Api;

internal static class ApiExtensions
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiOptions>()
            .BindConfiguration("Api")
            .Validate(static options => options.MaxBodyBytes is >= 1024 and <= 64 * 1024 * 1024, "Api:MaxBodyBytes: must be from 1024 to 67108864.")
            .ValidateOnStart();
        builder.Services.AddSingleton<PayloadMask>();
        builder.Services.AddSingleton<AuditTrail>();
    }

    public static void MapApi(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapModuleApi();
        MessagesApi.Map(api);
        OperationsApi.Map(api);
    }

    /// <summary>The group of the API's end points; refusals come from the scope of each.</summary>
    public static RouteGroupBuilder MapModuleApi(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        api.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        return api;
    }
}
