using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Integration.Access.Keys;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>Runs the module until Ctrl+C or SIGTERM, then drains it.</summary>
internal static class ModuleRun
{
    public static async Task<int> RunAsync(ModuleSource source, Terminal terminal, CancellationToken cancellationToken)
    {
        string? firstKey = null;
        await using WebApplication app = source.Build(builder => builder.Services
            .AddSingleton(new FirstKeyAnnouncement(created => firstKey = created.Secret))
            .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch when (firstKey is not null)
        {
            // It is made and would never be shown again.
            StartupReport.WriteKey(terminal.Error, firstKey);
            throw;
        }

        StartupReport.Of(app, source, firstKey).Write(terminal);
        app.Lifetime.ApplicationStopping.Register(() =>
            terminal.Error.WriteLine("Stopping: what is in hand is finished first, within 30 seconds."));
        await app.WaitForShutdownAsync(cancellationToken);
        if (WhyStopped(app) is { } failure)
        {
            throw new CommandException(
                "The module stopped because a part of it failed: " + failure.Message, "The log has more; --verbose shows the stack trace.", innerException: failure);
        }

        // The drain sets it where it had to give work up.
        return Environment.ExitCode;
    }

    // The host stops in good order when a background service fails, and says nothing of it to its caller.
    private static Exception? WhyStopped(WebApplication app) =>
        app.Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Select(service => service.ExecuteTask?.Exception?.InnerException)
            .FirstOrDefault(exception => exception is not null);
}
