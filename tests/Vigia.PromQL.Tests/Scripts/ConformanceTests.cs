using Vigia.PromQL.Scripts;
using Vigia.Testing;
using Xunit;

namespace Vigia.PromQL.Tests.Scripts;

/// <summary>Behaviour scripts: our own beside this file, and those of Prometheus in the folder that VIGIA_CONFORMANCE names.</summary>
public sealed class ConformanceTests
{
    private static readonly string Own = Repository.File("tests", "Vigia.PromQL.Tests", "Scripts", "Own");
    private static readonly string? Outside = Environment.GetEnvironmentVariable("VIGIA_CONFORMANCE");

    public static TheoryData<string> Scripts()
    {
        var scripts = new TheoryData<string>();
        foreach (string folder in Folders())
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.test").Order(StringComparer.Ordinal))
            {
                scripts.Add(file);
            }
        }

        return scripts;
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Run_OfAScript_FailsNowhere(string file)
    {
        string text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        PromqlScript script = PromqlScript.Parse(Path.GetFileName(file), text);
        IReadOnlyList<ScriptFailure> failures = await script.RunAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, script.Queries);
        Assert.True(failures.Count == 0, $"{failures.Count} of {script.Queries} queries:\n{string.Join('\n', failures.Take(40))}");
    }

    [Fact]
    public void Folders_ThatAreNamed_HoldScripts() =>
        Assert.All(Folders(), static folder => Assert.NotEmpty(Directory.EnumerateFiles(folder, "*.test")));

    private static IEnumerable<string> Folders() => string.IsNullOrEmpty(Outside) ? [Own] : [Own, Path.Combine(Outside, "promql")];
}
