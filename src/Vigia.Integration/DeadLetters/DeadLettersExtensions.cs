using Microsoft.AspNetCore.Builder;
using Vigia.Integration.Api;

namespace Vigia.Integration.DeadLetters;

internal static class DeadLettersExtensions
{
    public static void AddDeadLetters(this WebApplicationBuilder builder)
    {
    }

    public static void MapDeadLetters(this WebApplication app) => DeadLettersApi.Map(app.MapModuleApi());
}
