using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Tracing;
using Xunit;

namespace Vigia.Instrumentation.Tests;

public sealed class OptionsValidationTests
{
    [Fact]
    public void Add_SeveralErrors_AreAllTold()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["Instrumentation:Health:Interval"] = "00:00:00";
        builder.Configuration["Instrumentation:Health:Path"] = "health";
        builder.Configuration["Instrumentation:Tracing:SampleRatio"] = "1.5";
        builder.Configuration["Instrumentation:Tracing:MaxBatchSize"] = "0";
        builder.Configuration["Instrumentation:Logging:BufferLines"] = "0";
        builder.Configuration["Instrumentation:Otlp:Endpoint"] = "127.0.0.1:4317";
        builder.Configuration["Instrumentation:Otlp:Protocol"] = "thrift";
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => builder.AddVigiaInstrumentation());
        string[] keys = ["Health:Path", "Health:Interval", "Tracing:SampleRatio", "Tracing:MaxBatchSize", "Logging:BufferLines", "Otlp:Endpoint", "Otlp:Protocol"];
        Assert.All(keys, key => Assert.Contains(error.Failures, failure => failure.StartsWith("Instrumentation:" + key, StringComparison.Ordinal)));
        Assert.Equal(keys.Length, error.Failures.Count());
    }

    [Fact]
    public void Otlp_FromEnvironment_FillsOnlyWhatIsOpen()
    {
        string? Read(string name) => name switch
        {
            "OTEL_EXPORTER_OTLP_ENDPOINT" => "http://collector:4318",
            "OTEL_EXPORTER_OTLP_PROTOCOL" => "http/protobuf",
            "OTEL_EXPORTER_OTLP_HEADERS" => "api-key=secret",
            _ => null,
        };
        var open = new OtlpOptions();
        open.FillFromEnvironment(Read);
        Assert.Equal(new Uri("http://collector:4318"), open.Endpoint);
        Assert.Equal("http/protobuf", open.Protocol);
        Assert.Equal("api-key=secret", open.Headers);

        var set = new OtlpOptions { Endpoint = new Uri("http://own:4317") };
        set.FillFromEnvironment(Read);
        Assert.Equal(new Uri("http://own:4317"), set.Endpoint);
        Assert.Equal("grpc", set.Protocol);
        Assert.Null(set.Headers);
    }

    [Theory]
    [InlineData("grpc", "http://collector:4317/", "http://collector:4317/")]
    [InlineData("http/protobuf", "http://collector:4318", "http://collector:4318/v1/traces")]
    [InlineData("http/protobuf", "http://collector:4318/otlp/", "http://collector:4318/otlp/v1/traces")]
    public void Otlp_BaseEndpoint_GetsTheSignalsPathOverHttpOnly(string protocol, string endpoint, string expected)
    {
        var options = new OtlpOptions { Endpoint = new Uri(endpoint), Protocol = protocol };
        Assert.Equal(new Uri(expected), options.ToExporterOptions("v1/traces").Endpoint);
    }

    [Fact]
    public void Otlp_WrongHeaders_AreRefusedWithoutTellingThem()
    {
        List<string> errors = [];
        OtlpOptionsValidator.Validate(new OtlpOptions { Headers = "api-key=a,justasecret" }, errors);
        Assert.DoesNotContain("justasecret", Assert.Single(errors), StringComparison.Ordinal);
    }
}
