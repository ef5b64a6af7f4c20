using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.DeadLetters;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Messages;
using Vigia.Integration.Processing;
using Vigia.Integration.Processing.Routes;
using Vigia.Integration.Queue;
using Vigia.Testing;

namespace Vigia.Integration.Tests.Processing;

/// <summary>The processing path as the module registers it, over a queue in memory.</summary>
internal sealed class ProcessingRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IHostedService[] _services;

    public ProcessingRig(IEnumerable<KeyValuePair<string, string?>>? settings = null, TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Queue = new MemoryQueue(Time);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = Folder.Path });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration["Data:Path"] = Folder["data"];
        builder.WebHost.UseKestrelCore();
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Logging.AddProvider(Log);
        builder.Services.AddSingleton(Time);
        builder.Services.AddSingleton<MetricRegistry>();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddSingleton<IMessageQueue>(Queue);
        builder.Services.AddSingleton<IMessageStore>(Queue);
        builder.Services.AddSingleton<IDeadLetterStore>(Queue);
        builder.Services.AddSingleton<IAuditLog>(Queue);
        builder.Services.AddOptions<DataOptions>().BindConfiguration("Data");
        builder.Services.AddSingleton<DrainState>();
        builder.AddProcessing();
        _app = builder.Build();
        _services = [.. _app.Services.GetServices<IHostedService>().Where(static service => service is RouteReloader or ProcessingWorkers)];
    }

    public TemporaryDirectory Folder { get; } = new();

    public TimeProvider Time { get; }

    public MemoryQueue Queue { get; }

    public RecordedLog Log { get; } = new();

    public ConfigurationManager Configuration => (ConfigurationManager)_app.Configuration;

    public ServiceMetrics Metrics => _app.Services.GetRequiredService<ServiceMetrics>();

    public RouteTableSource Routes => _app.Services.GetRequiredService<RouteTableSource>();

    public RouteReloader Reloader => _app.Services.GetRequiredService<RouteReloader>();

    public ProcessingWorkers Workers => _app.Services.GetRequiredService<ProcessingWorkers>();

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string Write(string name, string content)
    {
        File.WriteAllText(Folder[name], content);
        return name;
    }

    public async Task StartAsync()
    {
        foreach (IHostedService service in _services)
        {
            if (service is IHostedLifecycleService lifecycle)
            {
                await lifecycle.StartingAsync(CancellationToken.None);
            }
        }

        foreach (IHostedService service in _services)
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        foreach (IHostedService service in _services.Reverse())
        {
            await service.StopAsync(deadline.Token);
        }

        await _app.DisposeAsync();
        Folder.Dispose();
    }
}
