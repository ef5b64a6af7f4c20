using Microsoft.Extensions.DependencyInjection;
using Vigia.Server.Access.Audit;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

/// <summary>Changes of rules in a running monitor.</summary>
public sealed class RuleBookTests : IAsyncLifetime
{
    private const string Shipped = "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up == 0}\n";
    private static readonly Actor Someone = new("user:ana");

    private readonly TemporaryDirectory _folder = new();
    private MonitorFixture _monitor = null!;

    private IRuleBook Book => _monitor.App.Services.GetRequiredService<IRuleBook>();

    private string Running => string.Join("; ", _monitor.App.Services.GetRequiredService<IRuleStatus>().Groups.SelectMany(static group => group.Evaluation.Rules).Select(static rule => $"{rule.Rule.Name}: {rule.Rule.Query}"));

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["rules"]);
        await File.WriteAllTextAsync(_folder["rules/r.yml"], Shipped);
        _monitor = await MonitorFixture.StartAsync(config: "rule_files: ['rules/*.yml']\n", data: _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<RuleDraftReport> SaveAsync(string name, string text) => await Book.SaveAsync(
        name, text, (await Book.ReadAsync(name, TestContext.Current.CancellationToken))?.Version ?? "", Someone, TestContext.Current.CancellationToken);

    private static string With(string expression) => Shipped.Replace("up == 0", expression, StringComparison.Ordinal);

    [Fact]
    public async Task Save_FileThatIsShipped_LiesOverItAndRunsAtOnce()
    {
        Assert.False((await SaveAsync("r.yml", With("up < 1"))).IsRefused);
        Assert.Equal("A: up < 1", Running);
        Assert.Equal(Shipped, await File.ReadAllTextAsync(_folder["rules/r.yml"], TestContext.Current.CancellationToken));
        RuleBookFile file = Assert.Single(Book.Files);
        Assert.Equal(("r.yml", true, true, 1), (file.Name, file.IsOwn, file.IsShipped, file.Groups.Count));
        Assert.Equal(("user:ana", "rules.saved", "r.yml"), (_monitor.Audit.List(new AuditQuery()).Entries[0].Actor, _monitor.Audit.List(new AuditQuery()).Entries[0].Action, _monitor.Audit.List(new AuditQuery()).Entries[0].Target));
    }

    [Fact]
    public async Task Save_NewFile_StandsBesideTheOthersAndOutlivesARestart()
    {
        await SaveAsync("mine.yml", "groups:\n- name: g\n  rules:\n  - {record: r, expr: up}\n");
        Assert.Equal("A: up == 0; r: up", Running);
        await _monitor.DisposeAsync();
        _monitor = await MonitorFixture.StartAsync(config: "rule_files: ['rules/*.yml']\n", data: _folder);
        Assert.Equal("A: up == 0; r: up", Running);
    }

    [Fact]
    public async Task Undo_AfterChanges_GoesBackAndForth()
    {
        await SaveAsync("r.yml", With("up < 1"));
        await SaveAsync("r.yml", With("up < 0.5"));
        Assert.True(await Book.UndoAsync("r.yml", Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up < 1", Running);
        Assert.True(await Book.UndoAsync("r.yml", Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up < 0.5", Running);
        Assert.True(await Book.RemoveAsync("r.yml", Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up == 0", Running);
        Assert.False(await Book.RemoveAsync("r.yml", Someone, TestContext.Current.CancellationToken));
        Assert.True(await Book.UndoAsync("r.yml", Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up < 0.5", Running);
        Assert.False(await Book.UndoAsync("other.yml", Someone, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Restore_EarlierVersion_IsTheCurrentOne()
    {
        await SaveAsync("r.yml", With("up < 1"));
        await SaveAsync("r.yml", With("up < 0.5"));
        Assert.Equal([(2, true), (1, false)], Book.Versions("r.yml").Select(static version => (version.Number, version.Bytes > 0)));
        Assert.Equal(With("up < 1"), await Book.VersionAsync("r.yml", 2, TestContext.Current.CancellationToken));
        Assert.True(await Book.RestoreAsync("r.yml", 1, Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up == 0", Running);
        Assert.False(await Book.RestoreAsync("r.yml", 9, Someone, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Save_TextThatIsRefused_ChangesNothing()
    {
        RuleDraftReport report = await SaveAsync("r.yml", With("up =="));
        Assert.StartsWith("r.yml:4: group \"g\", rule 1, \"A\": could not parse expression", Assert.Single(report.Issues).ToString(), StringComparison.Ordinal);
        Assert.Equal("A: up == 0", Running);
        Assert.False(File.Exists(_folder["config/rules/r.yml"]));
    }

    [Fact]
    public async Task Save_WhileAnotherFileIsRefused_ChangesNothingAndSaysWhy()
    {
        await File.WriteAllTextAsync(_folder["rules/bad.yml"], With("up =="), TestContext.Current.CancellationToken);
        RuleDraftReport report = await SaveAsync("r.yml", With("up < 1"));
        Assert.Contains("bad.yml:4: ", Assert.Single(report.Issues).ToString(), StringComparison.Ordinal);
        Assert.Equal("A: up == 0", Running);
        Assert.False(File.Exists(_folder["config/rules/r.yml"]));
        Assert.Empty(Book.Versions("r.yml"));
    }

    [Fact]
    public async Task Save_FileThatSomebodyElseChanged_IsRefused()
    {
        string version = (await Book.ReadAsync("r.yml", TestContext.Current.CancellationToken))!.Version;
        await SaveAsync("r.yml", With("up < 1"));
        await Assert.ThrowsAsync<RuleBookException>(() => Book.SaveAsync("r.yml", With("up < 0.5"), version, Someone, TestContext.Current.CancellationToken));
        Assert.Equal("A: up < 1", Running);
    }

    [Theory]
    [InlineData("../r.yml")]
    [InlineData("a/b.yml")]
    [InlineData(".yml")]
    [InlineData("r.txt")]
    [InlineData("r.yml\n")]
    [InlineData("")]
    public async Task Save_NameThatLeadsElsewhere_IsRefused(string name)
    {
        await Assert.ThrowsAsync<RuleBookException>(() => Book.SaveAsync(name, Shipped, "", Someone, TestContext.Current.CancellationToken));
        Assert.Null(await Book.ReadAsync(name, TestContext.Current.CancellationToken));
        Assert.Empty(Book.Versions(name));
    }
}
