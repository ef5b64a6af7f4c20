using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.Processing;

internal static class ProcessingExtensions
{
    public static void AddProcessing(this WebApplicationBuilder builder)
    {
    }

    public static void MapProcessing(this WebApplication app)
    {
    }
}
