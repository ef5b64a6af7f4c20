using System.Text.RegularExpressions;
using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Stores;

public sealed partial class TsdbCommandTests : IDisposable
{
    private const string All = "{__name__=~\".+\"}";

    /// <summary>As an export writes it: ordered, with values that are hard to write.</summary>
    private const string Samples = """
        # TYPE a_total unknown
        a_total{x="1"} 1 1700000000
        a_total{x="1"} 2.5 1700000015.123
        a_total{x="1"} 0.1 1700007200
        a_total{x="é\"\n\\"} NaN 1700000000
        # TYPE g unknown
        g{} -Inf 1600000000
        g{} 1E+21 1700000000
        # TYPE "with space" unknown
        {"with space","a label"="v"} -0 1700000000
        # EOF

        """;

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check")]
    [InlineData("stats")]
    [InlineData("export", "up")]
    public async Task Look_AtNoStore_SaysSoAndMakesNone(params string[] arguments)
    {
        ExternalResult result = await RunAsync(arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error: There is no metric store ", result.Error, StringComparison.Ordinal);
        Assert.Contains("--data", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public async Task ExportThenImport_Samples_AreTheSame()
    {
        ExternalResult imported = await ImportAsync(Samples);
        Assert.Equal((0, "samples.om: 7 samples"), (imported.ExitCode, imported.Output.Trim()));
        ExternalResult first = await RunAsync("export", All);
        Assert.Equal((0, "7 samples"), (first.ExitCode, first.Error.Trim()));
        Assert.Equal(Samples, first.Output);
        Assert.Equal(0, (await ImportAsync(first.Output, "--data", "other")).ExitCode);
        Assert.Equal(first.Output, (await RunAsync("export", All, "--data", "other")).Output);
        Assert.Equal(0, (await VigiaProgram.RunAsync(_folder.Path, "check", "metrics", "samples.om")).ExitCode);
        ExternalResult check = await RunAsync("check");
        Assert.Equal(0, check.ExitCode);
        Assert.EndsWith("metrics: nothing wrong", check.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_SomeSeriesOfSomeTime_LeavesOutTheOthers()
    {
        await ImportAsync(Samples);
        ExternalResult result = await RunAsync("export", "a_total{x=\"1\"}", "--start", "2023-11-14T22:13:30Z", "--end", "1700000016");
        Assert.Equal((0, "# TYPE a_total unknown\na_total{x=\"1\"} 2.5 1700000015.123\n# EOF\n", "1 sample"), (result.ExitCode, result.Output, result.Error.Trim()));
    }

    [Theory]
    [InlineData("'up+1' is no series selector.", "export", "up+1")]
    [InlineData("SELECTOR {a=: 1:4: parse error", "export", "{a=")]
    [InlineData("--start wants seconds since 1970", "export", "up", "--start", "soon")]
    [InlineData("Required argument 'SELECTOR' missing", "export")]
    [InlineData("Required argument 'FILE' missing", "import")]
    public async Task Run_WithAWrongArgument_IsAUsageError(string message, params string[] arguments)
    {
        ExternalResult result = await RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a 1 1700000000\nb{ 1\n", "samples.om:2: expected a label name")]
    [InlineData("a 1\n# EOF\n", "samples.om:1: the sample has no timestamp")]
    [InlineData("a 1 1700000000\n", "does not end with # EOF")]
    [InlineData("", "does not end with # EOF")]
    public async Task Import_AWrongFile_NamesTheLine(string text, string message)
    {
        ExternalResult result = await ImportAsync(text);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WhatIsNoFile_SaysWhatItIs()
    {
        ExternalResult missing = await RunAsync("import", "none.om"), folder = await RunAsync("import", ".");
        Assert.Equal((1, "error: none.om: there is no such file"), (missing.ExitCode, missing.Error.Trim()));
        Assert.Equal((1, "error: .: this is a folder, not a file"), (folder.ExitCode, folder.Error.Trim()));
    }

    [Fact]
    public async Task Statistics_OfAStore_HaveItsBlocks()
    {
        await ImportAsync(Samples);
        ExternalResult result = await RunAsync("stats");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^BLOCK +FROM +TO +SERIES +SAMPLES +BYTES +BYTES/SAMPLE\n", result.Output);

        // One block for each range of time: number, first and last minute, series, samples.
        Assert.Equal(
            ["2020-09-13 12:26Z 2020-09-13 12:26Z 1 1", "2023-11-14 22:13Z 2023-11-15 00:13Z 4 6"],
            Row().Matches(result.Output).Select(static row => Spaces().Replace(row.Groups[1].Value, " ")));
    }

    [Fact]
    public async Task Check_ADamagedBlock_NamesItAndExportTellsThatItIsMissing()
    {
        await ImportAsync(Samples);
        string block = Directory.GetFiles(Path.Combine(_folder["data"], "monitor", "metrics", "blocks")).Order(StringComparer.Ordinal).ElementAt(1);
        byte[] bytes = await File.ReadAllBytesAsync(block, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 0x40;
        await File.WriteAllBytesAsync(block, bytes, TestContext.Current.CancellationToken);

        ExternalResult check = await RunAsync("check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains(Path.GetFileName(block) + ": The checksum ", check.Output, StringComparison.Ordinal);
        Assert.EndsWith("metrics: 1 thing wrong", check.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.True(File.Exists(block));

        // Opening moves it away. The first to open says so, and so does everyone after.
        foreach (string message in new[] { "is damaged and was set aside", "1 damaged block in " })
        {
            ExternalResult export = await RunAsync("export", All);
            Assert.Equal(1, export.ExitCode);
            Assert.Contains("warning: ", export.Error, StringComparison.Ordinal);
            Assert.Contains(message, export.Error, StringComparison.Ordinal);
            Assert.Contains("g{} -Inf 1600000000", export.Output, StringComparison.Ordinal);
        }

        Assert.Contains("1 damaged block in ", (await RunAsync("stats")).Error, StringComparison.Ordinal);
        Assert.Contains("was set aside because it is damaged", (await RunAsync("check")).Output, StringComparison.Ordinal);
    }

    private async Task<ExternalResult> ImportAsync(string text, params string[] options)
    {
        await File.WriteAllTextAsync(_folder["samples.om"], text, TestContext.Current.CancellationToken);
        return await RunAsync(["import", "samples.om", .. options]);
    }

    private Task<ExternalResult> RunAsync(params string[] arguments) => VigiaProgram.RunAsync(_folder.Path, ["tsdb", .. arguments]);

    [GeneratedRegex(@"(?m)^[0-9]+ +(.*[0-9]+) +[0-9]+ +[0-9.]+$")]
    private static partial Regex Row();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
