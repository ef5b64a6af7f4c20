using Vigia.Server.Alerting.Templates;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Templates;

/// <summary>The language, against what Go's text/template answers.</summary>
public sealed class TemplateTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("{{ 1 }}", "1")]
    [InlineData("x {{- 3 -}} y {{/* c */}}z {{- /* c */ -}} w", "x3y zw")]
    [InlineData("a\n{{- 1 }}", "a1")]
    [InlineData("{{- 1 -}}\n b", "1b")]
    [InlineData("{{\"a\\\"b\\u00e7\\n\"}}{{`raw\\n`}}", "a\"bç\nraw\\n")]
    [InlineData("{{'a'}} {{0x10}} {{0b11}} {{0o17}} {{017}} {{1_000}} {{1e3}} {{-1.5}}", "97 16 3 15 15 1000 1000 -1.5")]
    [InlineData("{{true}} {{false}}", "true false")]
    [InlineData("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}", "2")]
    [InlineData("{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "21")]
    [InlineData("{{if 0}}a{{else if 0.0}}b{{else}}c{{end}}", "c")]
    [InlineData("{{if and .Labels.job (gt .Value 0.5)}}y{{end}}", "y")]
    [InlineData("{{with $labels.job}}{{.}}{{else}}none{{end}}{{with $labels.none}}{{.}}{{else}}none{{end}}", "jnone")]
    [InlineData("{{with $labels.none}}a{{else with $labels.job}}{{.}}{{end}}", "j")]
    [InlineData("{{range $i, $e := query \"two\"}}{{$i}}:{{$e.Value}};{{end}}", "0:21;1:11;")]
    [InlineData("{{range query \"none\"}}x{{else}}empty{{end}}", "empty")]
    [InlineData("{{range $k, $v := $labels}}{{$k}}={{$v}},{{end}}", "__name__=x,a=1,job=j,")]
    [InlineData("{{range 5}}{{if eq . 3}}{{break}}{{end}}{{if eq . 1}}{{continue}}{{end}}{{.}}{{end}}", "02")]
    [InlineData("{{range $x := query \"two\"}}{{.Value}}{{$x.Labels.instance}}{{end}}", "21b11a")]
    [InlineData("{{define \"x\"}}[{{.}}]{{end}}{{template \"x\" 3}} {{block \"y\" 4}}<{{.}}>{{end}}", "[3] <4>")]
    [InlineData("{{define \"x\"}}{{.arg0}} {{.arg1}}{{end}}{{template \"x\" (args 1 \"2\")}}", "1 2")]
    [InlineData("{{define \"r\"}}{{if gt . 0}}{{.}}{{template \"r\" (slice \"\" 0 | len)}}{{end}}{{end}}{{template \"r\" 3}}", "3")]
    [InlineData("{{(query \"two\" | first).Value}}", "21")]
    [InlineData("{{(index (query \"two\") 1).Labels.instance}}", "a")]
    [InlineData("{{$labels.nope}}|{{.Labels.nope}}|{{(args 1 2).arg5}}|{{args 1 \"x\"}}", "||<no value>|map[arg0:1 arg1:x]")]
    [InlineData("{{$labels}} {{.}}", "map[__name__:x a:1 job:j] {map[__name__:x a:1 job:j] map[region:eu] http://testhost:9090/path/prefix 1.5}")]
    [InlineData("{{$value}} {{$externalLabels.region}} {{$externalURL}} {{.ExternalLabels.region}}", "1.5 eu http://testhost:9090/path/prefix eu")]
    [InlineData("{{1 | printf \"%d-%s\" 2}}", "2-%!s(int=1)")]
    [InlineData("{{$.Value}}{{range 1}}{{$.Value}}{{end}}", "1.51.5")]
    [InlineData("{{ if not (match \"b\" \"a\") }}{{ print 1 }}{{ end }}", "1")]
    [InlineData("{{and 1 0}} {{or 0 \"x\"}} {{and \"a\" \"b\"}} {{or 0 false}} {{0 | or 3}}", "0 x b false 3")]
    [InlineData("{{if or true (index (query \"none\") 3)}}short{{end}}", "short")]
    [InlineData("{{ /* not a comment in Go */ }}", null)]
    public async Task Run_EveryConstruct_WritesWhatGoWrites(string text, string? expected)
    {
        if (expected is null)
        {
            await TemplateHarness.FailAsync(text);
        }
        else
        {
            Assert.Equal(expected, await TemplateHarness.RunAsync(text));
        }
    }

    [Theory]
    [InlineData("{{", "template: test:1: unclosed action")]
    [InlineData("a\n{{ $nope }}", "template: test:2: undefined variable \"$nope\"")]
    [InlineData("{{ nope 1 }}", "template: test:1: function \"nope\" not defined")]
    [InlineData("{{ if true }}", "template: test:1: unexpected EOF")]
    [InlineData("{{ end }}", "template: test:1: unexpected {{end}}")]
    [InlineData("{{ else }}", "template: test:1: unexpected {{else}}")]
    [InlineData("{{ if }}x{{ end }}", "template: test:1: missing value for if")]
    [InlineData("{{ }}", "template: test:1: missing value for command")]
    [InlineData("{{ 1 | }}", "template: test:1: missing value for command")]
    [InlineData("{{ 1 | 2 }}", "template: test:1: non executable command in pipeline stage 2")]
    [InlineData("{{ \"a }}", "template: test:1: unterminated quoted string")]
    [InlineData("{{ `a }}", "template: test:1: unterminated raw quoted string")]
    [InlineData("{{ (1 }}", "template: test:1: unclosed left paren")]
    [InlineData("{{ 1) }}", "template: test:1: unexpected right paren")]
    [InlineData("{{ 1a }}", "template: test:1: bad number syntax: \"1a\"")]
    [InlineData("{{/* a }}", "template: test:1: unclosed comment")]
    [InlineData("{{ # }}", "template: test:1: unrecognized character in action: U+0023 '#'")]
    [InlineData("{{ break }}", "template: test:1: {{break}} outside {{range}}")]
    [InlineData("{{ $a, $b := 1 }}", "template: test:1: too many declarations in command")]
    [InlineData("{{define \"x\"}}1{{end}}{{define \"x\"}}2{{end}}", "template: test:1: multiple definition of template \"x\"")]
    [InlineData("{{ if true }}{{define \"x\"}}1{{end}}{{end}}", "template: test:1: unexpected <define> in command")]
    [InlineData("{{ template }}", "template: test:1: unexpected \"}}\" in template clause")]
    public async Task Parse_Wrong_SaysWhatAndWhere(string text, string expected) =>
        Assert.Equal(expected, (await TemplateHarness.FailAsync(text)).Message);

    [Theory]
    [InlineData("{{ query \"missing\" | first }}", "template: test:1:21: executing \"test\" at <first>: error calling first: first() called on vector with no elements")]
    [InlineData("{{ eq 1 1.0 }}", "template: test:1:3: executing \"test\" at <eq 1 1.0>: error calling eq: incompatible types for comparison")]
    [InlineData("{{ .Labels.a.b }}", "template: test:1:10: executing \"test\" at <.Labels.a.b>: can't evaluate field b in type string")]
    [InlineData("{{ label \"job\" 3 }}", "template: test:1:15: executing \"test\" at <3>: can't handle 3 for arg of type *template.sample")]
    [InlineData("{{ lt 1 2 3 }}", "template: test:1:3: executing \"test\" at <lt>: wrong number of args for lt: want 2 got 3")]
    [InlineData("{{ template \"x\" }}", "template: test:1:12: executing \"test\" at <{{template \"x\"}}>: template \"x\" not defined")]
    [InlineData("{{ humanize \"x\" }}", "template: test:1:3: executing \"test\" at <humanize \"x\">: error calling humanize: strconv.ParseFloat: parsing \"x\": invalid syntax")]
    [InlineData("a\nb {{ query \"bad\" }}", "template: test:2:5: executing \"test\" at <query \"bad\">: error calling query: 1:4: parse error: unexpected end of input")]
    [InlineData("{{ (query \"missing\").banana }}", "template: test:1:3: executing \"test\" at <(query \"missing\").banana>: can't evaluate field banana in type template.queryResult")]
    [InlineData("{{ range 1.5 }}{{ end }}", "template: test:1:9: executing \"test\" at <1.5>: range can't iterate over 1.5")]
    [InlineData("{{ nil }}", "template: test:1:3: executing \"test\" at <nil>: nil is not a command")]
    [InlineData("{{ $value 1 }}", "template: test:1:3: executing \"test\" at <$value>: can't give argument to non-function $value")]
    public async Task Run_Failing_SaysWhatAndWhere(string text, string expected) =>
        Assert.Equal(expected, (await TemplateHarness.FailAsync(text)).Message);

    [Fact]
    public async Task Run_EndlessRecursion_EndsAtTheDepth()
    {
        TemplateException error = await TemplateHarness.FailAsync("{{define \"x\"}}{{template \"x\" .}}{{end}}{{template \"x\" 1}}");
        Assert.Equal("exceeded maximum template depth (100)", error.Reason);
    }

    [Fact]
    public async Task Run_EndlessLoop_EndsAtTheSteps()
    {
        TemplateException error = await TemplateHarness.FailAsync("{{range 9000000000}}{{end}}", new TemplateLimits { MaxSteps = 1000 });
        Assert.Equal("exceeded 1000 steps", error.Reason);
    }

    [Theory]
    [InlineData("{{range 100}}0123456789{{end}}")]
    [InlineData("{{printf \"%200d\" 1}}")]
    [InlineData("{{$x := \"0123456789\"}}{{range 10}}{{$x = print $x $x}}{{end}}{{$x}}")]
    public async Task Run_EndlessOutput_EndsAtTheLength(string text)
    {
        TemplateException error = await TemplateHarness.FailAsync(text, new TemplateLimits { MaxOutput = 100 });
        Assert.Contains("longer than 100 characters", error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{$x := 1}}{{range 200000}}{{$x = args $x}}{{end}}{{$x}}", "values are nested too deeply")]
    [InlineData("{{$x := 1}}{{range 60}}{{$x = args $x $x}}{{end}}{{$x}}", "the text would be longer than 1048576 characters")]
    [InlineData("{{$x := 1}}{{range 60}}{{$x = args $x $x}}{{end}}{{print $x}}", "the text would be longer than 1048576 characters")]
    [InlineData("{{$x := printf \"%100000d\" 1}}{{reReplaceAll \"\" $x $x}}", "the text would be longer than 1048576 characters")]
    [InlineData("{{$x := printf \"%100000d\" 1}}{{reReplaceAll \".+\" (reReplaceAll \" \" \"$$0\" $x) $x}}", "the text would be longer than 1048576 characters")]
    public async Task Run_ValueWithoutEnd_IsAnError(string text, string expected)
    {
        TemplateException error = await TemplateHarness.FailAsync(text);
        Assert.Contains(expected, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DeepBlocksInDeepCalls_EndWithAnError()
    {
        string nested = string.Concat(Enumerable.Repeat("{{if true}}", 190)) + "{{template \"x\" .}}" + string.Concat(Enumerable.Repeat("{{end}}", 190));
        TemplateException error = await TemplateHarness.FailAsync($"{{{{define \"x\"}}}}{nested}{{{{end}}}}{{{{template \"x\" 1}}}}", new TemplateLimits { MaxDepth = 100_000 });
        Assert.Equal("templates and blocks are nested too deeply", error.Reason);
    }

    [Fact]
    public async Task Parse_DeepNesting_IsRefused()
    {
        TemplateException error = await TemplateHarness.FailAsync("{{" + new string('(', 5000) + "1" + new string(')', 5000) + "}}");
        Assert.Contains("nested more than", error.Reason, StringComparison.Ordinal);
    }
}
