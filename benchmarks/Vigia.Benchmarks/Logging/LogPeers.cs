using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NLog.Config;
using NLog.Extensions.Logging;
using NLog.Layouts;
using NLog.Targets;
using NLog.Targets.Wrappers;
using Serilog;
using Serilog.Formatting.Json;
using Vigia.Instrumentation.Logging;
using Vigia.Instrumentation.Metrics;
using ZLogger;

namespace Vigia.Benchmarks.Logging;

/// <summary>
/// Each logger set up to do the same: JSON with timestamp, level, service, category, message and the event's values, to
/// one file, written by a background thread, nothing dropped. Vigia searches every line for secrets besides.
/// </summary>
internal static class LogPeers
{
    private const string Service = "integracao";

    /// <summary>More than a measured round holds, so that a round measures the caller and not the disk.</summary>
    private const int BufferLines = 65_536;

    public static ILoggerFactory Create(Peer peer, string path) => LoggerFactory.Create(builder =>
    {
        switch (peer)
        {
            case Peer.Vigia:
                AddVigia(builder, path);
                break;
            case Peer.ZLogger:
                builder.AddZLoggerFile(path, static options => options.UseJsonFormatter(static json =>
                {
                    json.IncludeProperties = IncludeProperties.Timestamp | IncludeProperties.LogLevel
                        | IncludeProperties.CategoryName | IncludeProperties.Message
                        | IncludeProperties.ParameterKeyValues;
                    json.PropertyKeyValuesObjectName = JsonEncodedText.Encode("details");
                    json.AdditionalFormatter = static (Utf8JsonWriter writer, in LogInfo _) => writer.WriteString("service"u8, Service);
                }));
                break;
            case Peer.SerilogAsync:
                builder.AddSerilog(
                    new LoggerConfiguration()
                        .Enrich.WithProperty("service", Service)
                        .WriteTo.Async(sink => sink.File(new JsonFormatter(renderMessage: true, formatProvider: CultureInfo.InvariantCulture), path), BufferLines, blockWhenFull: true)
                        .CreateLogger(),
                    dispose: true);
                break;
            default:
                AddNLog(builder, path);
                break;
        }
    });

    private static void AddVigia(ILoggingBuilder builder, string path)
    {
        var options = new LogOptions { Path = path, MaxBytes = 0, BufferBytes = 64 * 1024 * 1024, BufferLines = BufferLines, WhenFull = LogFullMode.Block, BlockTimeout = TimeSpan.FromSeconds(30) };
        builder.Services.Add(new(typeof(ILoggerProvider), _ => new JsonLoggerProvider(Service, options, new LogMetrics(new MetricRegistry()), TimeProvider.System), Microsoft.Extensions.DependencyInjection.ServiceLifetime.Singleton));
    }

    private static void AddNLog(ILoggingBuilder builder, string path)
    {
        var layout = new JsonLayout
        {
            Attributes =
            {
                new JsonAttribute("timestamp", "${date:universalTime=true:format=o}"),
                new JsonAttribute("level", "${level}"),
                new JsonAttribute("service", Service),
                new JsonAttribute("component", "${logger}"),
                new JsonAttribute("message", "${message}"),
                new JsonAttribute("details", new JsonLayout { IncludeEventProperties = true }, encode: false),
            },
        };
        var file = new FileTarget("file") { FileName = path, Layout = layout, KeepFileOpen = true };
        var configuration = new LoggingConfiguration();
        configuration.AddRuleForAllLevels(new AsyncTargetWrapper(file, BufferLines, AsyncTargetWrapperOverflowAction.Block));
        builder.AddNLog(configuration, new NLogProviderOptions { ShutdownOnDispose = true });
    }
}
