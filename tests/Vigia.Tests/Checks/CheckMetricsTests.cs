using Vigia.Testing;
using Xunit;

namespace Vigia.Tests.Checks;

public sealed class CheckMetricsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("# TYPE a counter\na_total 1\n# EOF\n", 0, "m: OpenMetrics, nothing wrong")]
    [InlineData("# TYPE a counter\na 1\nb 2 3\n", 0, "m: text format, 2 samples, nothing wrong")]
    [InlineData("", 0, "m: text format, 0 samples, nothing wrong")]
    [InlineData("# TYPE a counter\na 1\n# EOF\n", 1, "m:2: error: the family a and another both have the name a, ")]
    [InlineData("# TYPE a counter\na_total NaN\n# EOF\n", 1, "m:2: error: a count or sum cannot be NaN")]
    [InlineData("a 1\nb{ 1\n", 1, "m:2: error: expected a label name")]
    [InlineData("a{x=\"1\" 1\n", 1, "m:1: error: ")]
    [InlineData("a one\n", 1, "m:1: error: ")]
    public async Task Check_AFile_SaysWhatIsWrongAndWhere(string text, int exitCode, string expected)
    {
        await File.WriteAllTextAsync(_folder["m"], text, TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "check", "metrics", "m");
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
        Assert.StartsWith(expected, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SeveralFiles_ChecksEachAndEndsWithOneForAny()
    {
        await File.WriteAllTextAsync(_folder["m"], "a 1\n", TestContext.Current.CancellationToken);
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "check", "metrics", "none", ".", "m");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["none: there is no such file", ".: this is a folder, not a file", "m: text format, 1 sample, nothing wrong"], result.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Check_NoFile_IsAUsageError() => Assert.Equal(2, (await VigiaProgram.RunAsync(_folder.Path, "check", "metrics")).ExitCode);
}
