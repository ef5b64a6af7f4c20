using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Integration.Access.Keys;
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
            app => StartupReport.Of(app, source, firstKey).Write(terminal),
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
}
