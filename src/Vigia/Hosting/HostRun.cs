using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Output;
using Vigia.Supervision;

namespace Vigia.Hosting;

/// <summary>Runs a host from its start to its end in the foreground, alone or under a supervisor.</summary>
internal static class HostRun
{
    /// <param name="build">Builds the host.</param>
    /// <param name="report">Tells that it is ready.</param>
    /// <param name="onFailedStart">Shows what would be lost otherwise, such as a secret that is shown once.</param>
    /// <param name="part">What runs, for messages.</param>
    /// <param name="terminal">Where to tell.</param>
    /// <param name="isSupervised">Whether a supervisor holds the standard input, and learns of a failed start by the exit code.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> RunAsync(
        Func<CancellationToken, Task<WebApplication>> build,
        Action<WebApplication> report,
        Action onFailedStart,
        Part part,
        Terminal terminal,
        bool isSupervised,
        CancellationToken cancellationToken)
    {
        WebApplication? app = null;

        // A terminal that closes sends it to all: what to do then is the supervisor's to say.
        using PosixSignalRegistration? hangup = isSupervised
            ? PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true)
            : null;
        try
        {
            try
            {
                app = await build(cancellationToken);
                await app.StartAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                onFailedStart();
                if (!isSupervised)
                {
                    throw;
                }

                CommandException failure = FailureDescription.Of(exception);
                throw new CommandException(failure.Message, failure.Remedy, ExitCodes.NotStarted, exception);
            }

            report(app);
            app.Lifetime.ApplicationStopping.Register(() => terminal.Error.WriteLine(part.Stopping));
            if (isSupervised)
            {
                SupervisorLink.Watch(app.Lifetime.StopApplication, () => part.OnHangup(app));
            }

            await app.WaitForShutdownAsync(cancellationToken);
            if (WhyStopped(app) is { } failed)
            {
                throw new CommandException(
                    $"The {part.Name} stopped because a part of it failed: {failed.Message}",
                    "The log has more; --verbose shows the stack trace.",
                    innerException: failed);
            }
        }
        finally
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }
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

    /// <summary>What runs.</summary>
    /// <param name="Name">As messages call it.</param>
    /// <param name="Stopping">Said when it begins to stop.</param>
    internal sealed record Part(string Name, string Stopping)
    {
        /// <summary>What a SIGHUP to the supervisor does.</summary>
        public Action<WebApplication> OnHangup { get; init; } = static _ => { };
    }
}
