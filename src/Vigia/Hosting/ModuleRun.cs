using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Integration.Access.Keys;
using Vigia.Keys;
using Vigia.Output;

namespace Vigia.Hosting;

/// <summary>Runs the module until it is told to stop, then drains it.</summary>
internal static class ModuleRun
{
    public static Task<int> RunAsync(ModuleSource source, Terminal terminal, bool isSupervised, CancellationToken cancellationToken)
    {
        string? firstKey = null;
        return HostRun.RunAsync(
            _ => Task.FromResult(source.Build(builder => builder.Services
                .AddSingleton(new FirstKeyAnnouncement(created => firstKey = created.Secret))
                .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true))),
            app =>
            {
                if (isSupervised)
                {
                    EnsureConsoleKey(app, source, terminal);
                }

                StartupReport.Of(app, source, firstKey).Write(terminal);
            },
            () =>
            {
                if (firstKey is not null)
                {
                    StartupReport.WriteKey(terminal.Error, firstKey);
                }
            },
            new HostRun.Part("module", "Stopping: what is in hand is finished first, within 30 seconds."),
            terminal,
            isSupervised,
            cancellationToken);
    }

    // The monitor beside it reads it. A module that runs alone makes none: nobody might know of it.
    private static void EnsureConsoleKey(WebApplication app, ModuleSource source, Terminal terminal)
    {
        if (!string.IsNullOrEmpty(source.Configuration()["Monitor:Module:ApiKeyFile"]))
        {
            return;
        }

        try
        {
            ConsoleKeyFile.Ensure(app.Services.GetRequiredService<ApiKeys>(), source.DataDirectory());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ApiKeyException)
        {
            // The module does its work without it; the console says what it lacks.
            terminal.WriteError($"The console gets no key for the module: {exception.Message}");
        }
    }
}
