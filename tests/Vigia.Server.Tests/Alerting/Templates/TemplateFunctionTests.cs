using System.Globalization;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Templates;

/// <summary>The functions, against what Prometheus' templates answer.</summary>
public sealed class TemplateFunctionTests
{
    [Theory]
    [InlineData("{{ 1234567.0 }} {{ 1e6 }} {{ 123456789012.5 }} {{ 1e20 }} {{ 1e21 }} {{ 0.0001 }} {{ 0.00001 }} {{ 100000.0 }} {{ 123456.0 }}", "1.234567e+06 1e+06 1.234567890125e+11 1e+20 1e+21 0.0001 1e-05 100000 123456")]
    [InlineData("{{ printf \"%g|%G|%v|%.3g|%e|%.2f|%6.1f|%-8.2f|\" 1e7 1e-7 100000.0 1234.5 12345.678 0.125 2.25 3.14159 }}", "1e+07|1E-07|100000|1.23e+03|1.234568e+04|0.12|   2.2|3.14    |")]
    [InlineData("{{ printf \"%+d|%05d|%x|%X|%q|%t|%%|%s|%10s|%-10s|\" 5 42 255 \"hi\" \"a\\\"b\" true \"s\" \"r\" \"l\" }}", "+5|00042|ff|6869|\"a\\\"b\"|true|%|s|         r|l         |")]
    [InlineData("{{ printf \"%d\" 1.5 }} {{ printf \"%s\" 3 }} {{ printf \"%d\" }} {{ printf \"x\" 1 }} {{ printf \"%!\" }} {{ printf \"%z\" 3}}", "%!d(float64=1.5) %!s(int=3) %!d(MISSING) x%!(EXTRA int=1) %!!(MISSING) %!z(int=3)")]
    [InlineData("{{ printf \"%5t|%08.3f|%+.2e|%x|% x|%#x|%U|%c|%#q|%T %T %T %T %T\" true 3.14159 12345.678 \"hi\" \"hi\" 255 9731 9731 \"q\" 1 1.0 \"s\" $labels nil }}", " true|0003.142|+1.23e+04|6869|68 69|0xff|U+2603|☃|`q`|int float64 string map[string]string <nil>")]
    [InlineData("{{ printf \"%[2]d %[1]d\" 1 2 }} {{ printf \"%*d\" 5 3 }} {{ printf \"%.*f\" 2 1.0 }} {{ printf \"%b %o %O\" 5 8 8 }}", "2 1     3 1.00 101 10 0o10")]
    [InlineData("{{ print 1 2 \"a\" \"b\" 3 4.5 true }}|{{ println 1 \"a\" }}|", "1 2ab3 4.5 true|1 a\n|")]
    [InlineData("{{ html \"<a&'\\\"b>\" }} {{ js \"a'<b>\\\"\\n\" }} {{ urlquery \"a b&c/ä\" }}", "&lt;a&amp;&#39;&#34;b&gt; a\\'\\u003Cb\\u003E\\\"\\u000A a+b%26c%2F%C3%A4")]
    [InlineData("{{ len \"abc\" }} {{ index \"abc\" 1 }} {{ slice \"abcdef\" 1 3 }} {{ index $labels \"job\" }} {{ not 1 }} {{ len $labels }}", "3 98 bc j false 3")]
    [InlineData("{{ eq 1 2 1 }} {{ ne \"a\" \"b\" }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt \"b\" \"a\" }} {{ ge 1.5 2.5 }}", "true true true true true false")]
    [InlineData("{{ query \"x\" | first | value }} {{ query \"x\" | first | label \"job\" }} {{ query \"x\" | first | label \"foo\" }}|{{ query \"x\" | first }}", "1.5 j |{map[__name__:x a:1 job:j] 1.5}")]
    [InlineData("{{ range query \"two\" | sortByLabel \"instance\" }}{{.Labels.instance}}:{{.Value}}: {{end}}", "a:11: b:21: ")]
    [InlineData("{{ reReplaceAll \"(a)b\" \"x$1\" \"ab\" }} {{ reReplaceAll \"a*\" \"-\" \"baac\" }} {{ match \"a+\" \"xaa\" }} {{ match \"a+\" \"b\" }} {{ match \"a.b\" \"a\\nb\" }} {{ match \"(?s)a.b\" \"a\\nb\" }}", "xa -b-c- true false false true")]
    [InlineData("{{ \"aa bb CC\" | title }} {{ title \"aa bb-cc d_e\" }} {{ \"aa bb CC\" | toUpper }} {{ \"aA bB CC\" | toLower }}", "Aa Bb CC Aa Bb-Cc D_e AA BB CC aa bb cc")]
    [InlineData("{{ graphLink \"up\" }} {{ tableLink \"up{a=\\\"b\\\"} > 1\" }}", "/graph?g0.expr=up&g0.tab=0 /graph?g0.expr=up%7Ba%3D%22b%22%7D+%3E+1&g0.tab=1")]
    [InlineData("{{ pathPrefix }} {{ externalURL }}", "/path/prefix http://testhost:9090/path/prefix")]
    [InlineData("{{ stripPort \"[::1]:90\" }} {{ stripPort \"a:1\" }} {{ stripPort \"a\" }} {{ stripDomain \"a.b.c:9\" }} {{ stripDomain \"a.b\" }} {{ stripDomain \"10.0.0.1:9\" }} {{ stripDomain \"[::1]:9\" }}", "::1 a a a:9 a 10.0.0.1:9 [::1]:9")]
    [InlineData("{{ parseDuration \"1h30m\" }} {{ parseDuration \"500ms\" }}", "5400 0.5")]
    [InlineData("{{ 1435065584.128 | humanizeTimestamp }} {{ humanizeTimestamp 0 }}", "2015-06-23 13:19:44.128 +0000 UTC 1970-01-01 00:00:00 +0000 UTC")]
    [InlineData("{{ (toTime 1435065584.128).Year }} {{ (toTime now).Format \"2006-01-02T15:04:05.000Z07:00\" }} {{ toDuration 3661.5 }} {{ (toDuration 90).Minutes }} {{ now }}", "2015 2015-06-23T13:19:44.128Z 1h1m1.5s 1.5 1.435065584128e+09")]
    [InlineData("{{ -0.22222 | humanizePercentage }}:{{ 0.0 | humanizePercentage }}:{{ 0.1234567 | humanizePercentage }}:{{ 1.23456 | humanizePercentage }}", "-22.22%:0%:12.35%:123.5%")]
    [InlineData("{{ 3.0 | humanize1024 }} {{ humanize \"12345\" }} {{ humanize 12 }}", "3 12.35k 12")]
    [InlineData("{{ urlQueryEscape \"a b\" }} {{ safeHtml \"<b>\" }} {{ strvalue (query \"x\" | first) }}", "a+b <b> ")]
    public async Task Run_EveryFunction_WritesWhatPrometheusWrites(string text, string expected) =>
        Assert.Equal(expected, await TemplateHarness.RunAsync(text));

    [Theory]
    [InlineData("humanize", "0 1 1234567 .12 999 1000 -1500 1e30", "0:1:1.235M:120m:999:1k:-1.5k:1e+06Y:")]
    [InlineData("humanize1024", "0 1 1048576 .12 -2048", "0:1:1Mi:0.12:-2ki:")]
    [InlineData("humanizeDuration", "0 1 60 3600 86400 90000 -183845 899.99", "0s:1s:1m 0s:1h 0m 0s:1d 0h 0m 0s:1d 1h 0m 0s:-2d 3h 4m 5s:14m 59s:")]
    [InlineData("humanizeDuration", ".1 .0001 .12345 60.1 60.5 1.2345 12.345", "100ms:100us:123.5ms:1m 0s:1m 0s:1.234s:12.35s:")]
    [InlineData("humanize", "Infinity -Infinity NaN", "+Inf:-Inf:NaN:")]
    [InlineData("humanizeDuration", "Infinity -Infinity NaN", "+Inf:-Inf:NaN:")]
    [InlineData("humanizeTimestamp", "Infinity -Infinity NaN", "+Inf:-Inf:NaN:")]
    public async Task Run_HumanNumbers_WriteWhatPrometheusWrites(string function, string values, string expected)
    {
        string written = "";
        foreach (string value in values.Split(' '))
        {
            written += await TemplateHarness.RunAsync($"{{{{ {function} .Value }}}}:", double.Parse(value, CultureInfo.InvariantCulture));
        }

        Assert.Equal(expected, written);
    }
}
