using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Logging;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class LogRegistrationTests
{
    [Fact]
    public async Task AddVigiaInstrumentation_Configured_WritesTheFileUntilTheHostEnds()
    {
        using var directory = new TemporaryDirectory();
        HostApplicationBuilder builder = Builder(new()
        {
            ["Instrumentation:ServiceName"] = "servico",
            ["Instrumentation:Logging:Path"] = directory["logs/x.log"],
            ["Instrumentation:Logging:Stdout"] = "Off",
            ["Instrumentation:Logging:RedactedFields:0"] = "Cpf",
            ["Instrumentation:Logging:Components:Vigia.A"] = "parte_a",
            ["Instrumentation:Logging:FlushInterval"] = "00:00:05",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.AddVigiaInstrumentation();
        using (IHost host = builder.Build())
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            ILogger logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Vigia.A.B");
            logger.Log(LogLevel.Information, "abaixo do nível");
            logger.Log(LogLevel.Warning, "Aviso {Cpf}", "123.456.789-00");
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        string line = Assert.Single(await File.ReadAllLinesAsync(directory["logs/x.log"], TestContext.Current.CancellationToken));
        JsonElement json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(("servico", "parte_a", "Aviso ***"), (json.GetProperty("service").GetString(), json.GetProperty("component").GetString(), json.GetProperty("message").GetString()));
    }

    [Fact]
    public void AddVigiaInstrumentation_WrongOptions_ReportsAllAtOnce()
    {
        HostApplicationBuilder builder = Builder(new()
        {
            ["Instrumentation:Logging:MaxBytes"] = "-1",
            ["Instrumentation:Logging:BackupCount"] = "-2",
            ["Instrumentation:Logging:BufferBytes"] = "10",
            ["Instrumentation:Logging:FlushInterval"] = "-00:00:01",
            ["Instrumentation:Logging:Path"] = "logs/",
        });
        OptionsValidationException errors = Assert.Throws<OptionsValidationException>(() => builder.AddVigiaInstrumentation());
        foreach (string key in (string[])["MaxBytes is -1", "BackupCount is -2", "BufferBytes is 10", "FlushInterval is -00:00:01", "Path is 'logs/'"])
        {
            Assert.Contains(errors.Failures, failure => failure.Contains("Instrumentation:Logging:" + key, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Off")]
    public void AddVigiaInstrumentation_Stdout_TakesTheConsolesPlace(string mode)
    {
        using var directory = new TemporaryDirectory();
        HostApplicationBuilder builder = Builder(new()
        {
            ["Instrumentation:Logging:Path"] = directory["x.log"],
            ["Instrumentation:Logging:Stdout"] = mode,
        });
        builder.AddVigiaInstrumentation();
        Assert.DoesNotContain(builder.Services, static service => service.ImplementationType == typeof(ConsoleLoggerProvider));
    }

    [Fact]
    public void StdoutTarget_Redirected_IsJsonWithoutColours()
    {
        Assert.SkipUnless(Console.IsOutputRedirected, "The test runs on a terminal.");
        StdoutTarget target = StdoutTarget.For(LogStdoutMode.Auto)!;
        Assert.False(target.AsText);
        Assert.False(StdoutTarget.For(LogStdoutMode.Text)!.Colours);
        Assert.Null(StdoutTarget.For(LogStdoutMode.Off));
    }

    private static HostApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [] });
        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }
}
