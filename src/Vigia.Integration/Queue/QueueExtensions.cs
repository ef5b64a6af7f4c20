using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.Queue;

internal static class QueueExtensions
{
    public static void AddQueue(this WebApplicationBuilder builder)
    {
    }

    public static void MapQueue(this WebApplication app)
    {
    }
}
