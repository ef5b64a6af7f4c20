using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Doctor.Settings;
using Vigia.Hosting;
using Vigia.Instrumentation.Tls;
using Vigia.Integration;
using Vigia.Server;

namespace Vigia.Tests.Commands;

public sealed class ShippedConfigurationTests
{
    // Made anew at each start, so that no file can hold it.
    private const string ServiceInstanceId = "Instrumentation:ServiceInstanceId";

    // The binder asks for properties that only compute something, too. What is filled in place (a list) is a setting.
    private static readonly HashSet<string> Computed =
    [
        .. typeof(ModuleHost).Assembly.GetTypes().Concat(typeof(MonitorHost).Assembly.GetTypes()).Concat(typeof(TlsOptions).Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties())
            .Where(property => !property.CanWrite && property.PropertyType.IsValueType)
            .Select(property => property.Name),
    ];

    [Fact]
    public async Task ShippedFile_EverySetting_IsReadAndValid()
    {
        ModuleOptionsProbe probe = await ModuleOptionsProbe.RunAsync(ModuleSource.Shipped(), TestContext.Current.CancellationToken);

        Assert.Empty(probe.Errors);
        Assert.Empty(ConfiguredKeys.Unknown(ModuleSource.Shipped().Configuration(), probe.Asked));
    }

    [Fact]
    public async Task ShippedFile_EverySettingOfTheModule_IsInIt()
    {
        ModuleOptionsProbe probe = await ModuleOptionsProbe.RunAsync(ModuleSource.Shipped(), TestContext.Current.CancellationToken);
        HashSet<string> shipped = new(
            new ConfigurationBuilder().AddJsonFile(ModuleSource.Shipped().ConfigFile).Build().AsEnumerable().Select(pair => pair.Key),
            StringComparer.OrdinalIgnoreCase);
        string[] sections = [.. shipped.Where(key => !key.Contains(':'))];

        IEnumerable<string> missing = probe.Asked
            .Where(key => sections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            .Where(key => !key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase))
            .Except(shipped, StringComparer.OrdinalIgnoreCase)
            .Where(key => key != ServiceInstanceId && !Computed.Contains(key.Split(':')[^1]));

        Assert.Empty(missing);
        Assert.Empty(probe.Asked.Select(key => key.Split(':')[0]).Where(IsOurs).Except(sections, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void ShippedFile_EveryValueOfTheModule_IsTheDefaultInCode() => AssertDefaults(ModuleHost.AddServices);

    [Fact]
    public void ShippedFile_EveryValueOfTheMonitor_IsTheDefaultInCode() => AssertDefaults(MonitorHost.AddServices);

    private static void AssertDefaults(Action<WebApplicationBuilder> addServices)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddJsonFile(ModuleSource.Shipped().ConfigFile);
        addServices(builder);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IConfiguration>(builder.Configuration);
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        Type[] types =
        [
            .. builder.Services
                .Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
                .Select(service => service.ServiceType.GetGenericArguments()[0])
                .Where(type => type.Assembly.GetName().Name!.StartsWith("Vigia.", StringComparison.Ordinal))
                .Distinct(),
        ];

        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            Type accessor = typeof(IOptions<>).MakeGenericType(type);
            object bound = accessor.GetProperty("Value")!.GetValue(services.GetRequiredService(accessor))!;
            object fresh = Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, null, null)!;
            Assert.Equal(JsonSerializer.Serialize(fresh, type), JsonSerializer.Serialize(bound, type));
        });
    }

    // Other names that are asked for are .NET's and OpenTelemetry's own.
    private static bool IsOurs(string section) =>
        section is "Data" or "Listeners" or "Access" or "Admission" or "Queue" or "Processing" or "Delivery" or "Api" or "Messages" or "DeadLetters" or "Lifecycle" or "Instrumentation" or "Dependencies" or "Monitor";
}
