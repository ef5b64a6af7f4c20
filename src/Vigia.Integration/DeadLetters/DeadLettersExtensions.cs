using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Vigia.Integration.Api;

namespace Vigia.Integration.DeadLetters;

internal static class DeadLettersExtensions
{
    public static void AddDeadLetters(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DeadLetterOperations>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<DeadLetterOperations>());
    }

    public static void MapDeadLetters(this WebApplication app) => DeadLettersApi.Map(app.MapModuleApi());
}
