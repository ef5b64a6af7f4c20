using Microsoft.AspNetCore.Builder;

namespace Vigia.Integration.Admission;

internal static class AdmissionExtensions
{
    public static void AddAdmission(this WebApplicationBuilder builder)
    {
    }

    public static void MapAdmission(this WebApplication app)
    {
    }
}
