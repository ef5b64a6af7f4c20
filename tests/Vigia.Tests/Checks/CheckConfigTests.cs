using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Checks;

public sealed class CheckConfigTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "p.yml: 0 scrape jobs, 0 patterns of rule files")]
    [InlineData("scrape_configs: [ { job_name: a } ]\nrule_files: [ 'r*.yml', s.yml ]\n", "p.yml: 1 scrape job, 2 patterns of rule files")]
    public async Task Check_ASoundFile_SaysWhatIsInIt(string text, string expected)
    {
        ExternalResult result = await CheckAsync(text);
        Assert.Equal((0, expected, ""), (result.ExitCode, result.Output.Trim(), result.Error));
    }

    [Fact]
    public async Task Check_AWrongFile_TellsEveryErrorWithItsLine()
    {
        ExternalResult result = await CheckAsync("global: { scrape_intervall: 5s }\nscrape_configs:\n- job_name: a\n- job_name: a\n");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("p.yml:1: error: unknown key scrape_intervall in global; did you mean scrape_interval?", result.Output, StringComparison.Ordinal);
        Assert.Contains("p.yml:4: error: found multiple scrape configs with job name \"a\"", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("p.yml: refused: 2 errors", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_BrokenYaml_NamesTheLine()
    {
        ExternalResult result = await CheckAsync("global: {}\na: [\n");
        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"p\.yml:[23]: error: ", result.Output);
        Assert.EndsWith("p.yml: refused: 1 error", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WhatOnlyPrometheusKnows_IsAWarning()
    {
        ExternalResult result = await CheckAsync("tracing: { endpoint: 'localhost:4317' }\n");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("p.yml:1: warning: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SeveralFiles_ChecksEachAndEndsWithOneForAny()
    {
        await File.WriteAllTextAsync(_folder["sound.yml"], "global: {}\n", TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "check", "config", "none.yml", ".", "sound.yml");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["none.yml: there is no such file", ".: this is a folder, not a file", "sound.yml: 0 scrape jobs, 0 patterns of rule files"],
            result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Check_NoFile_IsAUsageError() => Assert.Equal(2, (await VigiaProgram.RunAsync(_folder.Path, "check", "config")).ExitCode);

    private async Task<ExternalResult> CheckAsync(string text)
    {
        await File.WriteAllTextAsync(_folder["p.yml"], text, TestContext.Current.CancellationToken);
        return await VigiaProgram.RunAsync(_folder.Path, "check", "config", "p.yml");
    }
}
