using Vigia.Server.Alerting.Rules;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Reading;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Drafting;

/// <summary>One rule put into a file's text.</summary>
public sealed class RuleFileEditTests
{
    private const string Text = """
        # Ours.
        groups:
        - name: first   # the name
          interval: 30s
          rules:
            # About A.
            - alert: A
              expr: |
                up == 0
                # within the query
              for: 5m # five
              labels: {severity: high}

            # About B.
            - record: b:c
              expr: sum(up)
              # the end of B
        # About the second.
        - name: second
          rules:
          - {alert: C, expr: up == 1}
        """;

    private static RuleFile Read(string text) => RuleFileReader.Stable.Read(text, "r.yml");

    private static RuleDraft Draft(string name = "New") => new() { Name = name, Expression = "up < 1", For = "10m", Labels = [new("severity", "low")], Annotations = [new("summary", "{{ $value }} is low")] };

    [Fact]
    public void Put_RuleThatIsThere_ChangesItsLinesOnly()
    {
        RuleFileChange change = RuleFileEdit.Put(Text, "r.yml", new RulePlace("first", 0), Draft() with { NoData = "keep" });
        int begin = Text.IndexOf("    - alert: A", StringComparison.Ordinal);
        int end = Text.IndexOf("high}", StringComparison.Ordinal) + 5;
        string rule = "    - alert: New\n      expr: up < 1\n      for: 10m\n      labels:\n        severity: low\n"
            + "      annotations:\n        summary: '{{ $value }} is low'\n        vigia_no_data: keep";
        Assert.Equal(Text[..begin] + rule + Text[end..] + "\n", change.Text);
        Assert.Equal((7, RuleFieldKind.Name, RuleFieldKind.For, RuleFieldKind.NoData), (change.FirstLine, change.FieldOf(7).Kind, change.FieldOf(9).Kind, change.FieldOf(14).Kind));
        Assert.Equal((RuleFieldKind.File, RuleFieldKind.File), (change.FieldOf(6).Kind, change.FieldOf(15).Kind));
    }

    [Fact]
    public void Put_NewRule_StandsBehindTheGroupsLast()
    {
        RuleFileChange change = RuleFileEdit.Put(Text, "r.yml", new RulePlace("first"), Draft());
        Assert.Contains("      # the end of B\n    - alert: New\n      expr: up < 1\n", change.Text, StringComparison.Ordinal);
        Assert.Contains("is low'\n# About the second.\n", change.Text, StringComparison.Ordinal);
        Assert.Equal(["A", "b:c", "New"], Read(change.Text).Groups[0].Rules.Select(static rule => rule.Name));
        Assert.Equal(new RulePlace("first", 2), change.Place);
    }

    [Fact]
    public void Put_NewGroup_StandsAtTheEnd()
    {
        RuleFileChange change = RuleFileEdit.Put(Text, "r.yml", new RulePlace("third: a"), Draft());
        Assert.StartsWith(Text, change.Text, StringComparison.Ordinal);
        RuleGroup group = Read(change.Text).Groups[2];
        Assert.Equal(("third: a", "New"), (group.Name, Assert.Single(group.Rules).Name));
        Assert.Equal(RuleFieldKind.Group, change.FieldOf(change.FirstLine).Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    public void Put_FileWithoutGroups_BeginsThem(string text)
    {
        RuleFileChange change = RuleFileEdit.Put(text, "r.yml", new RulePlace("g"), Draft());
        Assert.StartsWith(text, change.Text, StringComparison.Ordinal);
        Assert.Equal("New", Assert.Single(Assert.Single(Read(change.Text).Groups).Rules).Name);
        Assert.Equal(RuleFieldKind.Expression, change.FieldOf(Read(change.Text).Groups[0].Rules[0].QueryLine).Kind);
    }

    [Theory]
    [InlineData("groups:\n- name: g\n  rules: [{alert: A, expr: up}]\n", 0)]
    [InlineData("groups:\n- name: g\n  rules:\n  - {alert: A, expr: up}\n", 0)]
    [InlineData("groups:\n- name: g\n  rules: []\n", null)]
    [InlineData("groups: []\n", null)]
    [InlineData("{groups: [{name: g, rules: [{alert: A, expr: up}]}]}\n", null)]
    [InlineData("x: &a\n  alert: A\n  expr: up\ngroups:\n- name: g\n  rules:\n  - *a\n", 0)]
    [InlineData("groups:\n- name: g\n  rules:\n  - &a\n    alert: A\n    expr: up\n  - *a\n", 1)]
    [InlineData("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n", 1)]
    [InlineData("groups:\n- name: h\n  rules:\n  - alert: A\n    expr: up\n", 0)]
    public void Put_WhereLinesCannotStand_IsRefused(string text, int? index) =>
        Assert.Throws<RuleBookException>(() => RuleFileEdit.Put(text, "r.yml", new RulePlace("g", index), Draft()));

    [Fact]
    public void Put_WindowsLineEndings_StayThose()
    {
        string text = "groups:\r\n- name: g\r\n  rules:\r\n  - alert: A\r\n    expr: up\r\n  - alert: B\r\n    expr: up\r\n";
        string changed = RuleFileEdit.Put(text, "r.yml", new RulePlace("g", 0), new RuleDraft { Name = "Z", Expression = "up" }).Text;
        Assert.Equal(text.Replace("alert: A", "alert: Z", StringComparison.Ordinal), changed);
    }

    [Theory]
    [InlineData("plain text")]
    [InlineData("with: colon # and no comment")]
    [InlineData("two\nlines\n\nand a fourth")]
    [InlineData("ends with a line\n")]
    [InlineData("  leading\n  spaces ")]
    [InlineData("{{ $labels.a }} 'quotes' \"too\" \\n")]
    [InlineData("true")]
    [InlineData("~")]
    [InlineData("- dash")]
    [InlineData("çãé €\t.")]
    public void Put_AnyText_IsReadBackAsItWas(string text)
    {
        RuleDraft draft = Draft() with { NoData = "alert", KeepFiringFor = "1m", Labels = [new("a", text)], Annotations = [new("summary", text), new("vigia", text)] };
        string changed = RuleFileEdit.Put(Text, "r.yml", new RulePlace("first", 1), draft).Text;
        RuleDraft read = RuleFileEdit.Read(changed, "r.yml", new RulePlace("first", 1));
        Assert.Equal((draft.Name, draft.Expression, "10m", "1m", "alert"), (read.Name, read.Expression, read.For, read.KeepFiringFor, read.NoData));
        Assert.Equal(draft.Labels, read.Labels);
        Assert.Equal(draft.Annotations, read.Annotations);
        Assert.Equal(["A", "New"], Read(changed).Groups[0].Rules.Select(static rule => rule.Name));
    }

    [Fact]
    public void Put_QueryOfSeveralLines_KeepsThem()
    {
        RuleDraft draft = Draft() with { Expression = "sum(up)\n  # half\n  > 1" };
        string changed = RuleFileEdit.Put(Text, "r.yml", new RulePlace("first", 0), draft).Text;
        Assert.Equal(draft.Expression, RuleFileEdit.Read(changed, "r.yml", new RulePlace("first", 0)).Expression);
        Assert.Equal(3, Read(changed).Groups.Sum(static group => group.Rules.Count));
    }

    [Fact]
    public void Read_RuleWithMergeKeys_HasAllThatHolds()
    {
        string text = "x: &base\n  for: 5m\n  labels: {a: b}\ngroups:\n- name: g\n  rules:\n  - <<: *base\n    alert: A\n    expr: up\n";
        RuleDraft read = RuleFileEdit.Read(text, "r.yml", new RulePlace("g", 0));
        Assert.Equal(("A", "5m", new RuleDraftPair("a", "b")), (read.Name, read.For, Assert.Single(read.Labels)));
    }
}
