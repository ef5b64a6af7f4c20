using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Vigia.Server.Configuration.Reload;
using Vigia.Server.Hosting;

namespace Vigia.Server.QueryApi;

/// <summary><c>/api/v1/status/…</c>: what runs here, and with which settings.</summary>
internal sealed class StatusEndpoints(IConfigurationReloader configuration, IConfiguration settings, MonitorPaths paths, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public Task ConfigAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{\"yaml\":"u8);
        json.String(configuration.Current.Text);
        json.Raw("}"u8);
    });

    /// <summary>The settings as names and texts, those that hold secrets left out.</summary>
    public Task FlagsAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{"u8);
        bool isFirst = true;
        foreach ((string key, string? value) in settings.GetSection("Monitor").AsEnumerable(makePathsRelative: true)
            .Where(static pair => pair.Value is not null)
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.Comma(ref isFirst);
            json.String("monitor." + key.Replace(':', '.').ToLowerInvariant());
            json.Raw(":"u8);
            json.String(value!);
        }

        json.Comma(ref isFirst);
        json.String("config.file");
        json.Raw(":"u8);
        json.String(configuration.Current.Path);
        json.Raw("}"u8);
    });

    public Task RuntimeAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{\"startTime\":"u8);
        json.String(Rfc3339(_started));
        json.Raw(",\"CWD\":"u8);
        json.String(Directory.GetCurrentDirectory());
        json.Raw(",\"hostname\":"u8);
        json.String(Environment.MachineName);
        json.Raw(",\"serverTime\":"u8);
        json.String(Rfc3339(time.GetUtcNow()));
        json.Raw(",\"reloadConfigSuccess\":"u8);
        json.Boolean(configuration.Last.Succeeded);
        json.Raw(",\"lastConfigTime\":"u8);
        json.String(Rfc3339(configuration.Last.Time));
        json.Raw(",\"corruptionCount\":0,\"goroutineCount\":"u8);
        json.Number(ThreadPool.ThreadCount);
        json.Raw(",\"GOMAXPROCS\":"u8);
        json.Number(Environment.ProcessorCount);
        json.Raw(",\"GOMEMLIMIT\":"u8);
        json.Number(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        json.Raw(",\"GOGC\":\"\",\"GODEBUG\":\"\",\"storageRetention\":"u8);
        json.String(configuration.Current.Storage.RetentionTime is { } retention
            ? Configuration.Reading.DurationText.Format(retention) : "15d");
        json.Raw(",\"dataPath\":"u8);
        json.String(paths.Root);
        json.Raw("}"u8);
    });

    /// <summary>
    /// Clients switch features on by the version, so it is the version of Prometheus whose API is answered here; <c>goVersion</c> says what it really runs on.
    /// </summary>
    public static Task BuildAsync(ApiCall call) => call.AnswerAsync(json =>
    {
        json.Raw("{\"version\":"u8);
        json.String(PrometheusApi.Version);
        json.Raw(",\"revision\":"u8);
        json.String("vigia-" + typeof(StatusEndpoints).Assembly.GetName().Version!.ToString(3));
        json.Raw(",\"branch\":\"\",\"buildUser\":\"\",\"buildDate\":\"\",\"goVersion\":"u8);
        json.String(RuntimeInformation.FrameworkDescription);
        json.Raw("}"u8);
    });

    private static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
