using Vigia.Model.Labels;
using Vigia.Server.Configuration;
using Vigia.Server.Relabeling;
using Xunit;

namespace Vigia.Server.Tests.Relabeling;

public sealed class RelabelerTests
{
    [Theory]
    [InlineData("source_labels: [a], target_label: d, regex: 'f(.*)', replacement: 'ch${1}-ch${1}'", """{a="foo", b="bar", c="baz", d="choo-choo"}""")]
    [InlineData("source_labels: [a, b], target_label: d", """{a="foo", b="bar", c="baz", d="foo;bar"}""")]
    [InlineData("source_labels: [a, b], target_label: d, separator: ''", """{a="foo", b="bar", c="baz", d="foobar"}""")]
    [InlineData("source_labels: [a], regex: 'x', target_label: d", """{a="foo", b="bar", c="baz"}""")]
    [InlineData("source_labels: [a], target_label: a, replacement: ''", """{b="bar", c="baz"}""")]
    [InlineData("source_labels: [a], regex: '(f).*', target_label: '${1}_x', replacement: v", """{a="foo", b="bar", c="baz", f_x="v"}""")]
    [InlineData("source_labels: [c], target_label: d, action: hashmod, modulus: 1000", """{a="foo", b="bar", c="baz", d="976"}""")]
    [InlineData("regex: '(b)', replacement: 'x_$1', action: labelmap", """{a="foo", b="bar", c="baz", x_b="bar"}""")]
    [InlineData("regex: 'b|c', action: labeldrop", """{a="foo"}""")]
    [InlineData("regex: 'b|c', action: labelkeep", """{b="bar", c="baz"}""")]
    [InlineData("source_labels: [a], target_label: a, action: uppercase", """{a="FOO", b="bar", c="baz"}""")]
    [InlineData("source_labels: [a], target_label: d, action: lowercase", """{a="foo", b="bar", c="baz", d="foo"}""")]
    [InlineData("source_labels: [a], regex: 'f.*', action: keep", """{a="foo", b="bar", c="baz"}""")]
    [InlineData("source_labels: [a], regex: 'f.*', action: drop", null)]
    [InlineData("source_labels: [a], regex: 'x', action: keep", null)]
    [InlineData("source_labels: [a], target_label: b, action: keepequal", null)]
    [InlineData("source_labels: [a], target_label: b, action: dropequal", """{a="foo", b="bar", c="baz"}""")]
    public void Apply_EachAction_DoesAsPrometheus(string rule, string? expected)
    {
        IReadOnlyList<RelabelRule> rules = MonitorConfigurationReader.Read($"scrape_configs:\n- job_name: j\n  relabel_configs:\n  - {{ {rule} }}\n", "/p.yml").ScrapeConfigs[0].RelabelRules;
        var labels = new LabelBuilder();
        labels.Reset(LabelSet.Of(("a", "foo"), ("b", "bar"), ("c", "baz")));
        Assert.Equal(expected, Relabeler.Apply(rules, labels) ? labels.Build().ToString() : null);
    }
}
