using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Vigia.Integration.Dependencies;
using Xunit;

namespace Vigia.Interop.Tests.Health;

public sealed class DependenciesTests
{
    [Fact]
    public void Add_NothingConfigured_RegistersNoCheckAndNoClient()
    {
        using ServiceProvider services = Build();
        Assert.Empty(services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        Assert.Null(services.GetService<RedisConnection>());
        Assert.Null(services.GetService<KafkaConnection>());
    }

    [Theory]
    [InlineData(false, new[] { "datastore", "optional" })]
    [InlineData(true, new[] { "datastore" })]
    public void Add_Configured_RegistersUnderTheGuidesNames(bool critical, string[] tags)
    {
        using ServiceProvider services = Build(
            ("Dependencies:Redis:ConnectionString", "127.0.0.1:1"),
            ("Dependencies:Redis:Critical", critical.ToString()),
            ("Dependencies:Kafka:BootstrapServers", "127.0.0.1:1"),
            ("Dependencies:Kafka:Critical", critical.ToString()));
        ICollection<HealthCheckRegistration> registrations =
            services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;
        Assert.Equal(["redis", "kafka"], registrations.Select(r => r.Name));
        Assert.All(registrations, r => Assert.Equal(tags, r.Tags.Order()));
    }

    [Fact]
    public void Options_SeveralErrors_AreAllToldAndNoPasswordIs()
    {
        using ServiceProvider services = Build(
            ("Dependencies:Redis:ConnectionString", "127.0.0.1:1,password=secret,nosuchoption=1"),
            ("Dependencies:Redis:MemoryWarningRatio", "2"),
            ("Dependencies:Kafka:Topics:0", "orders"),
            ("Dependencies:Kafka:MaxLag", "-1"));
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<DependenciesOptions>>().Value);
        Assert.Equal(4, error.Failures.Count());
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        foreach ((string key, string value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddDependencies();
        return builder.Services.BuildServiceProvider();
    }
}
