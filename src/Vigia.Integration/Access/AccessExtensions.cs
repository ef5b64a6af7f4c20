using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.Access;

internal static class AccessExtensions
{
    public static void AddAccess(this WebApplicationBuilder builder)
    {
    }

    public static void MapAccess(this WebApplication app)
    {
    }
}
