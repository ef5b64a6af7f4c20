using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Alerts;
using Vigia.Model.Queries;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Hosting;
using Vigia.Server.Notifications.Api;
using Vigia.Server.Notifications.Forwarding;
using Vigia.Server.Notifications.Plots;
using Vigia.Server.Notifications.Routing;
using Vigia.Server.Notifications.Running;
using Vigia.Server.Notifications.Store;

namespace Vigia.Server.Notifications;

/// <summary>Alerts, silences and notices.</summary>
internal static class NotificationsExtensions
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton(static provider => new NotificationMetrics(provider.GetRequiredService<MetricRegistry>()));
        services.AddSingleton(static provider => new CurrentValues(provider.GetService<IMetricQueries>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new AlertPlots(provider.GetService<IMetricQueries>(), provider.GetRequiredService<NotificationMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NotificationState>();
        services.AddSingleton(static provider => provider.GetRequiredService<NotificationState>().Center);
        services.AddSingleton<ForwardingMetrics>();
        services.AddSingleton<AlertForwarder>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<AlertForwarder>());
        services.AddSingleton<IAlertIntake, AlertIntake>();
        services.AddSingleton<IRehearsalRoutes>(static provider => new ConfiguredRehearsalRoutes(provider.GetRequiredService<NotificationState>()));
        services.AddSingleton<AlertService>();
        services.AddSingleton<IAlertService>(static provider => provider.GetRequiredService<AlertService>());
        services.AddSingleton<IHostedService>(static provider => ActivatorUtilities.CreateInstance<NotificationService>(provider));
    }

    public static void MapNotifications(this WebApplication app)
    {
        app.MapAlertmanagerApi();
        app.MapAlertConsoleApi();
        app.MapForwarding();
    }
}
