using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Configuration.Reload;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Configuration;

public sealed class ConfigurationReloaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();

    private string FileName => _directory["prometheus.yml"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reload_ARightFile_ReachesWhoAskedForIt()
    {
        using ConfigurationReloader reloader = await OpenAsync("global: { scrape_interval: 5s }");
        var seen = new List<TimeSpan>();
        using IDisposable subscription = reloader.OnChange((configuration, _) =>
        {
            seen.Add(configuration.Global.ScrapeInterval);
            return Task.CompletedTask;
        });
        await File.WriteAllTextAsync(FileName, "global: { scrape_interval: 7s }", Stop);
        Assert.True((await reloader.ReloadAsync(Stop)).Succeeded);
        Assert.Equal([TimeSpan.FromSeconds(7)], seen);
        Assert.Equal(TimeSpan.FromSeconds(7), reloader.Current.Global.ScrapeInterval);
    }

    [Fact]
    public async Task Reload_AWrongFile_LeavesTheOldInForceAndSaysWhere()
    {
        using ConfigurationReloader reloader = await OpenAsync("global: { scrape_interval: 5s }");
        MonitorConfiguration before = reloader.Current;
        await File.WriteAllTextAsync(FileName, "global:\n  scrape_interval: 7s\n  wrong: 1\n", Stop);
        ReloadResult result = await reloader.ReloadAsync(Stop);
        Assert.False(result.Succeeded);
        Assert.Equal($"{FileName}:3: unknown key wrong in global", result.Error);
        Assert.Same(before, reloader.Current);
    }

    [Fact]
    public async Task Reload_OneWhoFails_DoesNotKeepItFromTheOthers()
    {
        using ConfigurationReloader reloader = await OpenAsync("");
        int reached = 0;
        using IDisposable failing = reloader.OnChange((_, _) => throw new InvalidOperationException("no certificate"));
        using IDisposable other = reloader.OnChange((_, _) => Task.FromResult(reached++));
        ReloadResult result = await reloader.ReloadAsync(Stop);
        Assert.Equal((false, 1), (result.Succeeded, reached));
        Assert.Contains("no certificate", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AWrongFile_Throws() => await Assert.ThrowsAsync<ConfigurationException>(() => OpenAsync("wrong: 1"));

    [Fact]
    public async Task Watch_AChange_IsToldOnceItHasSettled()
    {
        await File.WriteAllTextAsync(FileName, "a", Stop);
        var watch = new FileWatch(() => [FileName], TimeSpan.FromSeconds(2), _time);
        watch.Start();
        Task told = watch.WaitAsync(Stop);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(told.IsCompleted);

        await File.WriteAllTextAsync(FileName, "ab", Stop);
        _time.Advance(TimeSpan.FromSeconds(2));
        await File.WriteAllTextAsync(FileName, "abc", Stop);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(told.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await told;
    }

    [Fact]
    public async Task Watch_FilesOfScrapeConfigFiles_AreReadAgainWhenTheyChangeComeOrGo()
    {
        const string Job = "scrape_configs: [ { job_name: NAME } ]\n";
        await File.WriteAllTextAsync(_directory["jobs-1.yml"], Job.Replace("NAME", "first", StringComparison.Ordinal), Stop);
        using ConfigurationReloader reloader = await OpenAsync("scrape_config_files: [ 'jobs-*.yml' ]\n");
        Assert.Equal(["first"], Jobs());
        using var watcher = new ConfigurationWatcher(reloader, new ConfigurationOptions { Path = FileName }, _time);
        await watcher.StartAsync(Stop);

        await File.WriteAllTextAsync(_directory["jobs-1.yml"], Job.Replace("NAME", "changed", StringComparison.Ordinal), Stop);
        await UntilAsync("changed");
        await File.WriteAllTextAsync(_directory["jobs-2.yml"], Job.Replace("NAME", "second", StringComparison.Ordinal), Stop);
        await UntilAsync("changed", "second");
        File.Delete(_directory["jobs-1.yml"]);
        await UntilAsync("second");

        // A wrong one is refused, and the jobs before go on until it is mended.
        await File.WriteAllTextAsync(_directory["jobs-2.yml"], "wrong: 1\n", Stop);
        await Eventually.TrueAsync(() => Advance(() => !reloader.Last.Succeeded));
        Assert.Contains($"{_directory["jobs-2.yml"]}:1: ", reloader.Last.Error, StringComparison.Ordinal);
        Assert.Equal(["second"], Jobs());
        await File.WriteAllTextAsync(_directory["jobs-2.yml"], Job.Replace("NAME", "mended", StringComparison.Ordinal), Stop);
        await UntilAsync("mended");
        await watcher.StopAsync(Stop);

        IEnumerable<string> Jobs() => reloader.Current.ScrapeConfigs.Select(static job => job.JobName);
        Task UntilAsync(params string[] jobs) => Eventually.TrueAsync(() => Advance(() => Jobs().SequenceEqual(jobs)));
        bool Advance(Func<bool> condition)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            return condition();
        }
    }

    private async Task<ConfigurationReloader> OpenAsync(string text)
    {
        await File.WriteAllTextAsync(FileName, text, Stop);
        return await ConfigurationReloader.OpenAsync(FileName, _time, new MetricRegistry(), NullLogger<ConfigurationReloader>.Instance, Stop);
    }
}
