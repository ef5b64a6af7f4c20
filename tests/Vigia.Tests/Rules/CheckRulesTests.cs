using Vigia.Testing;

namespace Vigia.Tests.Rules;

public sealed class CheckRulesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<ExternalResult> CheckAsync(string text, params string[] options)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "r.yml"), text, TestContext.Current.CancellationToken);
        return await VigiaProgram.RunAsync(_folder.Path, ["check", "rules", .. options, "r.yml"]);
    }

    [Fact]
    public async Task Check_SoundFile_CountsItsRules()
    {
        ExternalResult result = await CheckAsync("groups:\n- name: g\n  rules:\n  - {alert: A, expr: up == 0}\n");
        Assert.Equal((0, "r.yml: 1 rule"), (result.ExitCode, result.Output.Trim()));
    }

    [Fact]
    public async Task Check_WrongFile_EndsWithOneAndNamesTheLine()
    {
        ExternalResult result = await CheckAsync("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up ==\n    fro: 5m\n");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("r.yml:5: error: group \"g\", rule 1, \"A\": could not parse expression: 1:6: parse error:", result.Output, StringComparison.Ordinal);
        Assert.Contains("r.yml:6: error: unknown key fro in group \"g\", rule 1; did you mean for?", result.Output, StringComparison.Ordinal);
        Assert.Contains("r.yml: refused: 2 errors", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_LintWarning_FailsOnlyWhereAsked()
    {
        const string Text = "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up > 1\n";
        ExternalResult lenient = await CheckAsync(Text);
        Assert.Equal(0, lenient.ExitCode);
        Assert.Contains("r.yml:5: warning: group \"g\", rule \"A\": up > 1 cannot hold: up is 0 or 1", lenient.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await CheckAsync(Text, "--lint-fatal")).ExitCode);
        Assert.Equal((0, "r.yml: 1 rule"), ((await CheckAsync(Text, "--no-lint")).ExitCode, (await CheckAsync(Text, "--no-lint")).Output.Trim()));
    }

    [Fact]
    public async Task Check_MissingFile_EndsWithOne()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, "check", "rules", "none.yml", "*.none");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("none.yml:1: error: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("*.none:1: error: no file matches this pattern", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoFile_IsAUsageError() => Assert.Equal(2, (await VigiaProgram.RunAsync(_folder.Path, "check", "rules")).ExitCode);
}
