using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Configuration.Reading;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules;

public sealed class RuleFileReaderTests
{
    private static string[] Errors(string text)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => RuleFileReader.Stable.Read(text, "r.yml"));
        return [.. refused.Issues.Where(static issue => !issue.IsWarning).Select(static issue => issue.ToString())];
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    [InlineData("/")]
    public void Read_NameThatNoFileCanHave_IsOnlyAName(string name) =>
        Assert.Equal(name, RuleFileReader.Stable.Read("groups: [{name: a, rules: [{record: a, expr: b}]}]", name).Groups[0].File);

    [Fact]
    public void Read_EveryField_IsKept()
    {
        RuleFile file = RuleFileReader.Stable.Read(
            """
            groups:
            - name: a
              interval: 30s
              limit: 7
              query_offset: 1m
              labels: {team: x, severity: low}
              rules:
              - record: job:up:sum
                expr: sum by (job) (up)
                labels:
                  kind: recorded
              - alert: Down
                expr: |
                  up
                  == 0
                for: 5m
                keep_firing_for: 1h
                labels:
                  severity: high
                annotations:
                  summary: '{{ $labels.job }} is down'
            - name: b
              rules: []
            """,
            "r.yml");

        Assert.Equal(["a", "b"], file.Groups.Select(static group => group.Name));
        RuleGroup group = file.Groups[0];
        Assert.Equal((TimeSpan.FromSeconds(30), 7, TimeSpan.FromMinutes(1)), (group.Interval, group.Limit, group.QueryOffset));
        RecordingRule recording = Assert.IsType<RecordingRule>(group.Rules[0]);
        Assert.Equal(["kind=recorded", "severity=low", "team=x"], recording.Labels.Select(static label => $"{label.Name}={label.Text}"));
        AlertingRule alert = Assert.IsType<AlertingRule>(group.Rules[1]);
        Assert.Equal(["severity=high", "team=x"], alert.Labels.Select(static label => $"{label.Name}={label.Text}"));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)), (alert.For, alert.KeepFiringFor));
        Assert.Equal((12, 13), (alert.Line, alert.QueryLine));
        Assert.Null(file.Groups[1].Interval);
        Assert.Equal(2, file.RuleCount);
    }

    [Fact]
    public void Read_ManyErrors_NamesEachWithItsLine() => Assert.Equal(
        [
            "r.yml:4: group \"a\", rule 1, \"X\": could not parse expression: 1:6: parse error: unexpected end of input",
            "r.yml:5: group \"a\", rule 2, \"b\": only one of 'record' and 'alert' must be set",
            "r.yml:8: group \"a\", rule 3, \"\": one of 'record' or 'alert' must be set",
            "r.yml:14: group \"a\", rule 4, \"L\": annotation \"a b\": template: __alert_L:1: undefined variable \"$nope\"",
            "r.yml:15: group \"a\", rule 5, \"r\": invalid field 'annotations' in recording rule",
            "r.yml:15: group \"a\", rule 5, \"r\": invalid field 'for' in recording rule",
            "r.yml:20: group \"a\", rule 6, \"N\": invalid label name: __name__",
            "r.yml:21: group \"a\", rule 7, \"q\": field 'expr' must be set in rule",
            "r.yml:22: group \"a\", rule 8, \"up{a=\"b\"}\": braces present in the recording rule name; should it be in expr?: up{a=\"b\"}",
            "r.yml:24: groupname: \"a\" is repeated in the same file",
            "r.yml:25: Groupname must not be empty",
        ],
        Errors(
            """
            groups:
            - name: a
              rules:
              - {alert: X, expr: "up =="}
              - record: a
                alert: b
                expr: up
              - expr: up
              - alert: L
                expr: up
                labels:
                  sev: "{{ $labels.x }}"
                annotations:
                  "a b": "{{ $nope }}"
              - record: r
                expr: up
                for: 5m
                annotations: {a: b}
              - {alert: N, expr: up, labels:
                  {__name__: x}}
              - record: q
              - record: up{a="b"}
                expr: up
            - name: a
            - interval: 5m
            """).Select(static error => error.Replace("\\\"", "\"", StringComparison.Ordinal)));

    [Theory]
    [InlineData("groups:\n- name: a\n  intervall: 5m\n  rules: []", "r.yml:3: unknown key intervall in group \"a\"; did you mean interval?")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: X\n    expr: up\n    fro: 5m", "r.yml:6: unknown key fro in group \"a\", rule 1; did you mean for?")]
    [InlineData("group: []", "r.yml:1: unknown key group in the file of rules; did you mean groups?")]
    [InlineData("groups:\n- name: a\n  rules:\n  - record: r\n    expr: [1]\n    for: abc", "r.yml:5: expr must be a text")]
    [InlineData("groups:\n- name: a\n  rules:\n  - record: r\n    expr: up\n    for: abc", "r.yml:6: for: not a valid duration string: \"abc\"; write for example 15s or 1h30m")]
    [InlineData("groups:\n- name: a\n  rules:\n  - alert: r\n    expr: |\n      up\n      + nope(", "r.yml:7: group \"a\", rule 1, \"r\": could not parse expression: 2:3: parse error: unknown function with name \"nope\"")]
    [InlineData("- a", "r.yml:1: the file must hold a mapping, such as \"groups:\" or \"tests:\"")]
    public void Read_Wrong_SaysWhereAndWhatWasMeant(string text, string expected) => Assert.Equal(expected, Errors(text)[0]);

    [Fact]
    public void Read_DeepNesting_IsRefused() => Assert.Equal("r.yml:1: nested more than 50 deep", Assert.Single(Errors(new string('[', 100_000))));

    [Fact]
    public void Read_Empty_HasNoGroups() => Assert.Empty(RuleFileReader.Stable.Read("", "r.yml").Groups);

    [Fact]
    public void Read_AnchorsAndMergeKeys_AreFollowed()
    {
        RuleFile file = RuleFileReader.Stable.Read(
            """
            groups:
            - name: a
              rules:
              - &high
                alert: High
                expr: &query up == 0
                for: 5m
                labels: &labels {severity: high, team: x}
              - <<: *high
                alert: Higher
                labels: {<<: [*labels, {team: y, more: z}], severity: higher}
              - {record: r, expr: *query}
            ---
            groups: []
            """,
            "r.yml");
        AlertingRule merged = Assert.IsType<AlertingRule>(file.Groups[0].Rules[1]);
        Assert.Equal(("Higher", "up == 0", TimeSpan.FromMinutes(5)), (merged.Name, merged.Query, merged.For));
        Assert.Equal(["more=z", "severity=higher", "team=x"], merged.Labels.Select(static label => $"{label.Name}={label.Text}"));
        Assert.Equal("up == 0", file.Groups[0].Rules[2].Query);
        Assert.Equal("r.yml:14: only the first document of the file is read", Assert.Single(file.Warnings).ToString());
    }

    [Fact]
    public void Read_AnchorWithinItself_EndsWithAnError() => Assert.NotEmpty(Errors("groups: &g\n- name: a\n  rules: *g\n"));

    [Fact]
    public async Task ReadAsync_FilesOfAConfiguration_AreTakenWholeOrNotAtAll()
    {
        using var folder = new TemporaryDirectory();
        string Name(string name) => Path.Combine(folder.Path, name);
        File.WriteAllText(Name("a.yml"), "groups: [{name: a, rules: [{record: r, expr: up}]}]");
        File.WriteAllText(Name("b.yml"), "groups: [{name: b, rules: []}]");
        RuleFileSet set = await RuleFileSet.ReadAsync([("*.yml", 3), ("a.yml", 4), ("none/*.yml", 5)], Name("prometheus.conf"), RuleFileReader.Stable, CancellationToken.None);
        Assert.Equal(["a", "b"], set.Groups.Select(static group => group.Name));
        Assert.Equal($"{Name("prometheus.conf")}:5: no file matches none/*.yml", Assert.Single(set.Warnings).ToString());

        File.WriteAllText(Name("c.yml"), "groups: [{name: c, rules: [{record: r}]}]");
        File.WriteAllText(Name("d.yml"), "groups: [{}]");
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(
            () => RuleFileSet.ReadAsync([("*.yml", 3)], Name("prometheus.conf"), RuleFileReader.Stable, CancellationToken.None));
        Assert.Equal(["c.yml", "d.yml"], refused.Issues.Select(static issue => Path.GetFileName(issue.File)));
    }

    [Fact]
    public void Read_NamesThatNeedQuotes_Warns() =>
        Assert.Contains(
            "r.yml:4: group \"a\", rule 1, \"http.requests\": the recording rule name \"http.requests\" needs quotes in queries",
            Assert.Single(RuleFileReader.Stable.Read("groups:\n- name: a\n  rules:\n  - record: http.requests\n    expr: up", "r.yml").Warnings).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void Find_Patterns_NamesTheFilesInOrder()
    {
        using var folder = new TemporaryDirectory();
        foreach (string name in (string[])["b.yml", "a.yml", "c.yaml", "a1.yml"])
        {
            File.WriteAllText(Path.Combine(folder.Path, name), "");
        }

        string[] Names(string pattern) => [.. RuleFileNames.Find(pattern, folder.Path).Select(static file => Path.GetFileName(file)!)];
        Assert.Equal(["a.yml", "a1.yml", "b.yml"], Names("*.yml"));
        Assert.Equal(["a1.yml"], Names("a?.yml"));
        Assert.Equal(["a.yml", "b.yml"], Names("[a-b].yml"));
        Assert.Equal(["b.yml"], Names("[^a].yml"));
        Assert.Equal(["none.yml"], Names("none.yml"));
        Assert.Empty(Names("*.json"));
    }
}
