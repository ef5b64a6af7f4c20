using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Access.Jwt;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Access;

internal static class AccessExtensions
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AccessOptions>().BindConfiguration("Access").ValidateOnStart();
        builder.Services.AddOptions<JwtOptions>().BindConfiguration(JwtOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<JwtOptions>, JwtOptionsValidator>();

        builder.Services.AddSingleton(static services =>
            ApiKeyStore.Open(services.GetRequiredService<IOptions<DataOptions>>().Value.FileFor(ApiKeys.FileName)));
        builder.Services.AddSingleton(static services =>
            new ApiKeys(services.GetRequiredService<ApiKeyStore>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ApiKeyDirectory>();
        builder.Services.AddSingleton<SigningKeyRing>();
        builder.Services.AddSingleton<FailureThrottle>();
        builder.Services.AddSingleton<JwtValidator>();
        builder.Services.AddSingleton<AccessMonitor>();
        builder.Services.AddSingleton<IAuthenticator, Authenticator>();
        builder.Services.AddHostedService<AccessService>();
    }

    /// <summary>Nothing to map: end points ask for a scope themselves, see <see cref="Http.ScopeEndpointExtensions"/>.</summary>
    public static void MapAccess(this WebApplication app)
    {
    }
}
