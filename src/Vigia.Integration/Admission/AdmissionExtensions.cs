using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vigia.Integration.Admission.Schemas;
using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Admission;

internal static class AdmissionExtensions
{
    public static void AddAdmission(this WebApplicationBuilder builder)
    {
        // A schema's pattern meets whatever senders write: none may run for ever.
        AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(1));

        builder.Services.AddOptions<AdmissionOptions>().BindConfiguration(AdmissionOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AdmissionOptions>, AdmissionOptionsValidator>();
        builder.Services.AddSingleton<TimeOrderedIds>();
        builder.Services.AddSingleton<IdentityRateLimits>();
        builder.Services.AddSingleton<KeysInFlight>();
        builder.Services.AddSingleton<MessageSchemas>();
        builder.Services.AddSingleton<IMessageSchemas>(services => services.GetRequiredService<MessageSchemas>());
        builder.Services.AddHostedService(services => services.GetRequiredService<MessageSchemas>());
        builder.Services.AddSingleton<MessageRules>();
        builder.Services.AddSingleton<IntakeMonitor>();
        builder.Services.AddSingleton<IMessageIntake, MessageIntake>();
    }

    public static void MapAdmission(this WebApplication app)
    {
    }
}
