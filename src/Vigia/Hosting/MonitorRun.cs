using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Console;
using Vigia.Output;
using Vigia.Server;
using Vigia.Server.Access.Tokens;
using Vigia.Server.Access.Users;
using Vigia.Server.Hosting;

namespace Vigia.Hosting;

/// <summary>Runs the monitor until it is told to stop.</summary>
internal static class MonitorRun
{
    public static Task<int> RunAsync(ModuleSource source, Terminal terminal, bool isSupervised, CancellationToken cancellationToken)
    {
        string? firstToken = null;
        OneTimePassword? firstUser = null;
        return HostRun.RunAsync(
            token => MonitorHost.BuildAsync(
                Directory.GetCurrentDirectory(),
                source.ConfigDirectory,
                source.Configuration(),
                builder =>
                {
                    builder.AddConsole(source.ConfigDirectory);
                    builder.Services
                        .AddSingleton(new FirstTokenAnnouncement(created => firstToken = created.Secret))
                        .AddSingleton(new FirstUserAnnouncement(made => firstUser = made))
                        .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
                },
                app => app.MapConsole(),
                token),
            app => MonitorReport.Of(app, firstToken, firstUser).Write(terminal),
            () =>
            {
                if (firstToken is not null)
                {
                    MonitorReport.WriteToken(terminal.Error, firstToken);
                }

                if (firstUser is not null)
                {
                    MonitorReport.WriteUser(terminal.Error, firstUser);
                }
            },
            new HostRun.Part("monitor", "The monitor is stopping.")
            {
                OnHangup = static app => app.Services.GetRequiredService<ReloadOnHangup>().Request(),
            },
            terminal,
            isSupervised,
            cancellationToken);
    }
}
