using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Hosting;
using Vigia.Integration;
using Vigia.Integration.Processing.Routes;
using Vigia.Server;

namespace Vigia.Doctor.Settings;

/// <summary>Binds and validates every option of module and monitor as their start would, without starting anything.</summary>
/// <param name="Errors">What the validators say, all of it.</param>
/// <param name="Asked">Every key that binding asked for.</param>
internal sealed record ModuleOptionsProbe(IReadOnlyList<string> Errors, IReadOnlySet<string> Asked)
{
    public static async Task<ModuleOptionsProbe> RunAsync(ModuleSource source, CancellationToken cancellationToken)
    {
        var recorder = new KeyRecorder();
        var errors = new List<string>();
        await ProbeAsync(
            ModuleHost.AddServices,
            async services => errors.AddRange(await services.GetRequiredService<RouteTableSource>().LoadAsync(cancellationToken)));
        await ProbeAsync(MonitorHost.AddServices, static _ => Task.CompletedTask);
        return new ModuleOptionsProbe([.. errors.Distinct(StringComparer.Ordinal)], recorder.Asked());

        async Task ProbeAsync(Action<WebApplicationBuilder> addServices, Func<IServiceProvider, Task> more)
        {
            try
            {
                WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
                    new WebApplicationOptions { ContentRootPath = Directory.GetCurrentDirectory() });
                builder.Configuration.AddModuleConfiguration(source.ConfigDirectory, source.Settings).Add(recorder);
                addServices(builder);
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<IConfiguration>(builder.Configuration);
                await using ServiceProvider services = builder.Services.BuildServiceProvider();
                foreach (Type options in OptionTypes(builder.Services))
                {
                    Collect(() => Bind(services, options), errors);
                }

                await more(services);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                AddTo(errors, exception);
            }
        }
    }

    // Whatever is bound to configuration, and whatever has a validator.
    private static IEnumerable<Type> OptionTypes(IServiceCollection services) => services
        .Where(service => service.ServiceType.IsGenericType
            && !service.ServiceType.ContainsGenericParameters
            && (service.ServiceType.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>)
                || service.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>)))
        .Select(service => service.ServiceType.GetGenericArguments()[0])
        .Where(type => type.Assembly.GetName().Name!.StartsWith("Vigia.", StringComparison.Ordinal))
        .Distinct();

    private static void Bind(IServiceProvider services, Type options)
    {
        Type accessor = typeof(IOptions<>).MakeGenericType(options);
        accessor.GetProperty(nameof(IOptions<object>.Value))!.GetValue(services.GetRequiredService(accessor));
    }

    private static void Collect(Action work, List<string> errors)
    {
        try
        {
            work();
        }
        catch (TargetInvocationException exception)
        {
            AddTo(errors, exception.InnerException!);
        }
        catch (InvalidOperationException exception)
        {
            AddTo(errors, exception);
        }
    }

    private static void AddTo(List<string> errors, Exception exception)
    {
        switch (exception)
        {
            case OptionsValidationException invalid:
                errors.AddRange(invalid.Failures);
                break;
            case AggregateException several:
                foreach (Exception inner in several.InnerExceptions)
                {
                    AddTo(errors, inner);
                }

                break;
            default:
                errors.Add(exception.Message);
                break;
        }
    }
}
