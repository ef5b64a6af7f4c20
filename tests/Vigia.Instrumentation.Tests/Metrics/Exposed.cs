using System.IO.Pipelines;
using System.Text;
using Vigia.Instrumentation.Metrics;

namespace Vigia.Instrumentation.Tests.Metrics;

/// <summary>A registry's text as a client would get it.</summary>
internal static class Exposed
{
    public static Task<string> TextAsync(MetricRegistry registry) => AsAsync(registry, ExpositionFormat.PrometheusText);

    public static Task<string> OpenMetricsAsync(MetricRegistry registry) => AsAsync(registry, ExpositionFormat.OpenMetricsText);

    private static async Task<string> AsAsync(MetricRegistry registry, ExpositionFormat format)
    {
        using var stream = new MemoryStream();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await registry.WriteAsync(writer, format);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
