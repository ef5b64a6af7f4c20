using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.DeadLetters;

internal static class DeadLettersExtensions
{
    public static void AddDeadLetters(this WebApplicationBuilder builder)
    {
    }

    public static void MapDeadLetters(this WebApplication app)
    {
    }
}
