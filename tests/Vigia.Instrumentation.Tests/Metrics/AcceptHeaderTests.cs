using Microsoft.Extensions.Primitives;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Metrics.Exposition;
using Xunit;

namespace Vigia.Instrumentation.Tests.Metrics;

public sealed class AcceptHeaderTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text; version=1.0.0; charset=utf-8", true)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    [InlineData("application/openmetrics-text;version=0.0.1", false)]
    [InlineData("application/openmetrics-text;q=0.2, text/plain;q=0.9", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("application/openmetrics-text;q=oops", false)]
    [InlineData("text/plain, application/openmetrics-text", false)]
    [InlineData("application/openmetrics-text, text/plain", true)]
    [InlineData("*/*, application/openmetrics-text", true)]
    [InlineData("APPLICATION/OpenMetrics-Text; Version=\"1.0.0\"; Q=1", true)]
    [InlineData(",;=,;;q,", false)]
    public void ChooseFormat_Accept_GivesTheBestThatIsAskedFor(string? accept, bool openMetrics) =>
        Assert.Equal(
            openMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText,
            AcceptHeader.ChooseFormat(new StringValues(accept)));

    [Fact]
    public void ChooseFormat_SeveralHeaders_AreOneList() =>
        Assert.Equal(
            ExpositionFormat.OpenMetricsText,
            AcceptHeader.ChooseFormat(new StringValues(["text/plain;q=0.1", "application/openmetrics-text;q=0.2"])));

    [Theory]
    [InlineData(null, false)]
    [InlineData("gzip", true)]
    [InlineData("deflate, GZIP;q=0.1", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("*", true)]
    [InlineData("*;q=0", false)]
    [InlineData("br, identity", false)]
    public void AllowsGzip_AcceptEncoding_RespectsQuality(string? header, bool expected) =>
        Assert.Equal(expected, AcceptHeader.AllowsGzip(new StringValues(header)));
}
