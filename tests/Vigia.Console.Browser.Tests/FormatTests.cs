using System.Text.Json;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Browser.Tests;

/// <summary>Values as text, run in the browser that draws them.</summary>
public sealed class FormatTests(ChromiumBrowser browser)
{
    // 22 November 2024, 15:11:05 UTC.
    private const long Now = 1_732_288_265_000;

    [Theory]
    [InlineData("en", 3)]
    [InlineData("pt-BR", 4)]
    public async Task FormatText_EveryUnit_WritesThePagesLanguage(string language, int column)
    {
        await using WatchedPage page = await browser.OpenAsync(language);
        JsonElement rows = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Repository.File("tests", "Vigia.Console.Browser.Tests", "Pages", "formats.json")));
        string[] written = await page.EvaluateAsync<string[]>(
            $$"""async () => (await (await fetch('/tests/formats.json')).json()).map(([value, unit, decimals]) => vigia.format.formatText(value, unit, decimals, { zone: 'utc', now: unit === 'dateTimeFromNow' ? 1732287845000 : {{Now}} }))""");
        string[] wrong = [.. rows.EnumerateArray().Select((row, index) => (row, index)).Where(pair => !string.Equals(pair.row[column].GetString(), written[pair.index], StringComparison.Ordinal))
            .Select(pair => $"{pair.row[0]} {pair.row[1]} {pair.row[2]}: expected '{pair.row[column]}', is '{written[pair.index]}'")];
        Assert.Empty(wrong);
        Assert.True(rows.GetArrayLength() > 100);
        page.AssertClean();
    }

    [Theory]
    [InlineData("now", "2024-11-22T15:11:05.000Z")]
    [InlineData("now-6h", "2024-11-22T09:11:05.000Z")]
    [InlineData("now-1d/d", "2024-11-21T03:00:00.000Z")]
    [InlineData("now/M", "2024-11-01T03:00:00.000Z")]
    [InlineData("now-1M", "2024-10-22T15:11:05.000Z")]
    [InlineData("now/w", "2024-11-18T03:00:00.000Z")]
    [InlineData("1700000000000", "2023-11-14T22:13:20.000Z")]
    [InlineData("2024-11-22 10:30", "2024-11-22T13:30:00.000Z")]
    [InlineData("2024-11-22T10:30:00Z", "2024-11-22T10:30:00.000Z")]
    [InlineData("yesterday", null)]
    [InlineData("now-6x", null)]
    public async Task ParseTime_AsGrafanaWritesIt_IsThatMoment(string written, string? expected)
    {
        await using WatchedPage page = await browser.OpenAsync();
        string? moment = await page.EvaluateAsync<string?>($$"""text => { const time = vigia.time.parseTime(text, { now: {{Now}}, zone: 'America/Sao_Paulo' }); return Number.isNaN(time) ? null : new Date(time).toISOString(); }""", written);
        Assert.Equal(expected, moment);
    }

    [Theory]
    [InlineData("m", 0d, "4.27 min,8.53 min,17.1 min,34.1 min", 4.2666666667, 8.5333333333, 17.0666666667, 34.1333333333)]
    [InlineData("short", 0d, "256,512,1.02 K,2.05 K", 256d, 512d, 1024d, 2048d)]
    [InlineData("s", 0d, "1 ms,10 ms,100 ms,1 s", 0.001, 0.01, 0.1, 1d)]
    [InlineData("short", 0.05, "0,0.05,0.10,0.15", 0d, 0.05, 0.1, 0.15)]
    public async Task AxisFormatter_OfLogarithmicAndLinearSteps_IsShort(string unit, double step, string expected, params double[] values)
    {
        await using WatchedPage page = await browser.OpenAsync();
        Assert.Equal(expected, await page.EvaluateAsync<string>("([unit, step, values]) => values.map(vigia.format.axisFormatter(unit, step)).join(',')", new object[] { unit, step, values }));
    }

    [Theory]
    [InlineData("en", "2024-11-03T04:00:00Z", "2024-11-03T08:00:00Z", "America/New_York", "11/03,01:00,01:00,02:00,03:00")]
    [InlineData("pt-BR", "2024-11-21T18:00:00Z", "2024-11-22T06:00:00Z", "America/Sao_Paulo", "16:00,18:00,20:00,22:00,22/11,02:00")]
    [InlineData("pt-BR", "2024-11-01T00:00:00Z", "2024-11-22T00:00:00Z", "utc", "04/11,11/11,18/11")]
    public async Task TimeTicks_OfAZone_StandOnItsRoundTimes(string language, string from, string to, string zone, string expected)
    {
        await using WatchedPage page = await browser.OpenAsync(language);
        string ticks = await page.EvaluateAsync<string>("""([from, to, zone]) => { const ticks = vigia.time.timeTicks(Date.parse(from), Date.parse(to), 6, zone); return ticks.values.map(value => vigia.time.tickText(value, ticks.step, zone)).join(','); }""", new[] { from, to, zone });
        Assert.Equal(expected, ticks);
    }

    [Fact]
    public async Task DisplayOf_MappingsAndThresholds_GiveTextAndColour()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string shown = await page.EvaluateAsync<string>("""
            () => {
              const field = { type: 'number', config: { unit: 'percent', colorMode: 'thresholds', noValue: 'none', thresholds: { mode: 'absolute', steps: [{ value: null, color: '#00ff00' }, { value: 80, color: '#ff0000' }] },
                mappings: [{ type: 'value', options: { 1: { text: 'one' } } }, { type: 'range', options: { from: 10, to: 20, result: { text: 'teens', color: '#0000ff' } } }, { type: 'special', options: { match: 'nan', result: { text: 'no number' } } }] } };
              const display = vigia.format.displayOf(field);
              const words = { type: 'string', config: { mappings: [{ type: 'regex', options: { pattern: '/^(\\w+)-\\d+$/', result: { text: '$1' } } }] } };
              return [1, 15, 79, 80, null, 'NaN'].map(value => { const one = display(value); return `${one.prefix}${one.text}${one.suffix} ${one.color}`; }).concat(vigia.format.displayOf(words)('node-7').text).join('; ');
            }
            """);
        Assert.Equal("one #00ff00; teens #0000ff; 79% #00ff00; 80% #ff0000; none #00ff00; no number #00ff00; node", shown);
    }

    [Theory]
    [InlineData("lastNotNull", "4")]
    [InlineData("last", "null")]
    [InlineData("first", "3")]
    [InlineData("mean", "3.5")]
    [InlineData("min", "1")]
    [InlineData("max", "6")]
    [InlineData("sum", "14")]
    [InlineData("count", "6")]
    [InlineData("range", "5")]
    [InlineData("diff", "1")]
    [InlineData("delta", "10")]
    [InlineData("step", "5")]
    [InlineData("median", "3.5")]
    [InlineData("changeCount", "3")]
    [InlineData("allIsNull", "false")]
    public async Task Reduce_ByGrafanasNames_IsTheirResult(string calc, string expected)
    {
        await using WatchedPage page = await browser.OpenAsync();
        Assert.Equal(expected, await page.EvaluateAsync<string>("calc => JSON.stringify(vigia.reduce.reduce([3, 1, 6, 4, 'NaN', null], calc))", calc));
    }

    [Fact]
    public async Task Texts_OfBothLanguages_HaveTheSameKeysAndPlaces()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string[] wrong = await page.EvaluateAsync<string[]>("""
            () => {
              const { en, pt } = vigia.strings.tables, places = text => (text.match(/\{\d\}/g) ?? []).sort().join();
              return [...new Set([...Object.keys(en), ...Object.keys(pt)])].filter(key => !(key in en) || !(key in pt) || places(en[key]) !== places(pt[key]));
            }
            """);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task ToCsv_OfTextThatBeginsLikeAFormula_IsNoFormula()
    {
        await using WatchedPage page = await browser.OpenAsync();
        string csv = await page.EvaluateAsync<string>("""() => vigia.csv.toCsv({ frames: [{ fields: [{ name: 'a,b', type: 'string', values: ['=1+1', '-3', 'x"y'] }, { name: 'n', type: 'number', values: [1.5, null, -2] }] }] })""");
        Assert.Equal("\"a,b\",n\r\n'=1+1,1.5\r\n-3,\r\n\"x\"\"y\",-2\r\n", csv);
    }
}
