using System.Text;
using Microsoft.Extensions.Primitives;
using Vigia.Instrumentation.Metrics;
using Vigia.Instrumentation.Metrics.Exposition;

namespace Vigia.Fuzz.Targets;

/// <summary>The values of <c>Accept</c> and <c>Accept-Encoding</c>, a line each.</summary>
internal sealed class AcceptHeaderTarget : IFuzzTarget
{
    public string Name => "accept-header";

    public int BaseBytes => 32 * 1024;

    public int BytesPerInputByte => 64;

    public void Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        var lines = new StringValues(text.Split('\n'));
        ExpositionFormat format = AcceptHeader.ChooseFormat(lines);
        FuzzFindingException.ThrowIf(!Enum.IsDefined(format), "a format that there is not");
        FuzzFindingException.ThrowIf(
            format is ExpositionFormat.OpenMetricsText && !text.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase),
            "OpenMetrics, which nobody asked for");
        FuzzFindingException.ThrowIf(
            AcceptHeader.AllowsGzip(lines) && !text.Contains("gzip", StringComparison.OrdinalIgnoreCase) && !text.Contains('*', StringComparison.Ordinal),
            "gzip, which nobody asked for");
    }
}
