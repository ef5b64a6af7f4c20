using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Health.Database;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Queue;

internal static class QueueExtensions
{
    public static void AddQueue(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<QueueOptions>().BindConfiguration("Queue").ValidateOnStart();
        services.AddSingleton<IValidateOptions<QueueOptions>, QueueOptionsValidator>();
        services.AddSingleton<ModuleDatabase>();
        services.AddSingleton<QueueMeters>();
        services.AddSingleton(provider => new QueueWriter(
            provider.GetRequiredService<ModuleDatabase>(),
            provider.GetRequiredService<IOptions<QueueOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<QueueMeters>(),
            provider.GetRequiredService<ILogger<QueueWriter>>()));
        services.AddSingleton<IMessageQueue>(provider => new SqliteMessageQueue(
            provider.GetRequiredService<QueueWriter>(),
            provider.GetRequiredService<IOptions<QueueOptions>>().Value));
        services.AddHostedService<QueueService>();
        services.AddSingleton<IDrainStep, QueueDrainStep>();
        services.AddSingleton<IDeadLetterStore, SqliteDeadLetterStore>();
        services.AddHealthChecks().AddVigiaDatabase(
            "database",
            static provider => provider.GetRequiredService<ModuleDatabase>().ConnectReadWrite(),
            static options =>
            {
                foreach (string index in ModuleDatabase.ExpectedIndexes)
                {
                    options.ExpectedIndexes.Add(new ExpectedIndex(index));
                }
            });
        builder.AddMessages();
    }

    public static void MapQueue(this WebApplication app)
    {
    }
}
