using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Integration.Queue;
using Vigia.Integration.Queue.Database;
using Vigia.Integration.Queue.Operations;

namespace Vigia.Integration.Messages;

internal static class MessagesExtensions
{
    /// <summary>Adds the message store, the audit and their retention, on the queue's writer.</summary>
    public static void AddMessages(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddOptions<MessagesOptions>().BindConfiguration("Messages").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MessagesOptions>, MessagesOptionsValidator>();
        services.AddSingleton(provider => new ReaderGate(provider.GetRequiredService<IOptions<MessagesOptions>>().Value.Readers));
        services.AddSingleton(provider => new NoteBuffer(
            provider.GetRequiredService<QueueWriter>(),
            provider.GetRequiredService<QueueMeters>(),
            provider.GetRequiredService<IOptions<MessagesOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IMessageStore>(provider => new SqliteMessageStore(
            provider.GetRequiredService<ModuleDatabase>(),
            provider.GetRequiredService<QueueWriter>(),
            provider.GetRequiredService<NoteBuffer>(),
            provider.GetRequiredService<ReaderGate>(),
            provider.GetRequiredService<IOptions<MessagesOptions>>().Value));
        services.AddSingleton<IAuditLog, SqliteAuditLog>();
        services.AddHostedService(provider => new MessageRetention(
            provider.GetRequiredService<QueueWriter>(),
            provider.GetRequiredService<IOptions<MessagesOptions>>().Value,
            provider.GetRequiredService<IOptions<QueueOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MessageRetention>>()));
    }
}
