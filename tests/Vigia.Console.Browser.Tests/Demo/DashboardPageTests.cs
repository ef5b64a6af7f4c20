using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>Dashboards over a running demo.</summary>
public sealed class DashboardPageTests(ChromiumBrowser browser, DemoServer demo)
{
    private const string Imported = """
        {
          "__inputs": [{"name": "DS_PROMETHEUS", "label": "Prometheus", "type": "datasource", "pluginId": "prometheus"}],
          "uid": "browser-import", "title": "Imported here", "schemaVersion": 39, "time": {"from": "now-5m", "to": "now"},
          "templating": {"list": [{"name": "protocol", "type": "query", "datasource": "${DS_PROMETHEUS}", "query": "label_values(messages_processed_total, protocol)", "refresh": 2, "multi": true, "includeAll": true}]},
          "panels": [
            {"id": 1, "type": "timeseries", "title": "Rate of $protocol", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, "targets": [{"refId": "A", "expr": "sum by (protocol) (rate(messages_processed_total{protocol=~\"$protocol\"}[$__rate_interval]))", "legendFormat": "{{protocol}}"}]},
            {"id": 2, "type": "nodeGraph", "title": "Unknown", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 8}},
            {"id": 3, "type": "row", "title": "More", "collapsed": true, "gridPos": {"x": 0, "y": 8, "w": 24, "h": 1}, "panels": [
              {"id": 4, "type": "stat", "title": "Hidden at first", "gridPos": {"x": 0, "y": 9, "w": 6, "h": 4}, "targets": [{"refId": "A", "expr": "sum(up)"}]}]}
          ]
        }
        """;

    [Theory]
    [InlineData("integracao-visao-geral")]
    [InlineData("integracao-mensagens")]
    [InlineData("integracao-conexoes")]
    [InlineData("integracao-recursos")]
    [InlineData("integracao-seguranca")]
    public async Task Guide_OverADemo_DrawsDataInEveryPanel(string uid)
    {
        await using WatchedPage page = await demo.OpenAsync(browser, $"/ui/d/{uid}?from=now-5m&to=now&refresh=5s", "pt-BR", ColorScheme.Dark);
        await page.UntilAsync("() => document.querySelectorAll('[data-panel]').length === 4");

        // Rates need two scrapes, and the rarer kinds of trouble a turn of their own.
        await page.UntilAsync("""
            () => document.querySelectorAll('[data-panel]').length === 4 && [...document.querySelectorAll('[data-panel]')].every(panel =>
              !panel.classList.contains('busy') && !panel.querySelector('.state, .skeleton')
              && (panel.querySelector('.plot-over')?.dataset.drawn === 'true' || panel.querySelector('.stat-value, .pie-slice, .pie-whole, .bar-row, .gauge-value, .heatmap canvas')))
            """);
        await page.ShootAsync("demo-" + uid);
        await page.PictureAsync(uid + "-dark");
        page.AssertClean();
    }

    [Fact]
    public async Task Import_PastedText_IsShownWithVariablesRowsAndSentences()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/dashboards");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        await page.Page.Locator(".import textarea").FillAsync("{ \"title\": oops }");
        await page.Page.Locator(".import textarea").BlurAsync();
        Assert.Contains("Line 1", await page.Page.Locator(".import .problem").TextContentAsync());
        await page.Page.Locator(".import textarea").FillAsync(Imported);
        await page.Page.Locator(".import textarea").BlurAsync();
        await page.Page.Locator(".mud-dialog .btn.primary:not([disabled])").ClickAsync();
        await page.UntilAsync("() => location.pathname === '/ui/d/browser-import'");
        await page.UntilAsync("() => document.querySelectorAll('[data-panel]').length === 2");
        await page.UntilAsync("() => document.querySelector('[data-panel=\"1\"] .plot-over')?.dataset.drawn === 'true' && document.querySelectorAll('[data-panel=\"1\"] .legend button').length >= 3");
        Assert.Contains("nodeGraph", await page.Page.Locator("[data-panel='2'] .state").TextContentAsync());

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "protocol:" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Option, new() { Name = "mqtt" }).ClickAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.UntilAsync("() => location.search.includes('var-protocol=mqtt')");
        await page.UntilAsync("() => document.querySelector('[data-panel=\"1\"] h2').textContent === 'Rate of mqtt' && document.querySelectorAll('[data-panel=\"1\"] .legend button, [data-panel=\"1\"] .legend-item').length === 1");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.UntilAsync("() => document.querySelector('[data-panel=\"4\"] .stat-value') !== null");

        // A link shows the same to somebody else.
        string link = page.Page.Url;
        await page.Page.GotoAsync(link);
        await page.UntilAsync("() => document.querySelector('[data-panel=\"1\"] h2')?.textContent === 'Rate of mqtt'");
        page.AssertClean();

        JsonElement exported = await page.EvaluateAsync("async () => (await fetch('/ui/api/dashboards/browser-import')).json()");
        Assert.Equal("Imported here", exported.GetProperty("title").GetString());
        await page.Page.GotoAsync("/ui/dashboards?q=imported");
        await page.UntilInteractiveAsync();
        Assert.Equal(1, await page.Page.Locator("tbody tr").CountAsync());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Delete “Imported here”" }).ClickAsync();
        await page.Page.Locator(".mud-dialog").GetByText("Delete", new() { Exact = true }).Last.ClickAsync();
        await page.UntilAsync("() => document.querySelectorAll('tbody tr').length === 0");
        page.AssertClean();
    }

    [Fact]
    public async Task Chart_DraggedOver_ZoomsAndGoesBack()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/d/integracao-recursos?from=now-5m&to=now");
        ILocator plot = page.Page.Locator("[data-panel='1'] .plot-over[data-drawn='true']");
        LocatorBoundingBoxResult box = (await plot.BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height / 2));
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + (box.Height / 2), new() { Steps = 8 });
        await page.Page.Mouse.UpAsync();
        await page.UntilAsync("() => Number(new URL(location.href).searchParams.get('to')) > 1e12");
        Dictionary<string, long> range = await page.EvaluateAsync<Dictionary<string, long>>("() => Object.fromEntries(['from', 'to'].map(name => [name, Number(new URL(location.href).searchParams.get(name))]))");
        Assert.InRange((range["to"] - range["from"]) / 1000, 100, 140);
        await page.Page.GoBackAsync();
        await page.UntilAsync("() => new URL(location.href).searchParams.get('from') === 'now-5m'");
        page.AssertClean();
    }

    [Fact]
    public async Task Panel_ShownAlone_FillsTheWindowAndIsInTheAddress()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/d/integracao-recursos?from=now-5m&to=now");
        await page.UntilAsync("() => document.querySelector('[data-panel=\"2\"] .plot-over')?.dataset.drawn === 'true'");
        await page.Page.Locator("[data-panel='2']").HoverAsync();
        await page.Page.Locator("[data-panel='2'] .panel-menu").ClickAsync();
        await page.Page.Locator("[data-panel='2'] .panel-menu-list > *").First.ClickAsync();
        await page.UntilAsync("() => location.search.includes('viewPanel=2')");
        LocatorBoundingBoxResult box = (await page.Page.Locator("[data-panel='2']").BoundingBoxAsync())!;
        Assert.Equal((0, 0, 1440, 900), ((int)box.X, (int)box.Y, (int)box.Width, (int)box.Height));
        await page.Page.Keyboard.PressAsync("Escape");
        await page.UntilAsync("() => !new URL(location.href).searchParams.has('viewPanel') && document.querySelector('.panel.full') === null");
        page.AssertClean();
    }

    [Fact]
    public async Task Numbers_InPortuguese_HaveADecimalComma()
    {
        await using WatchedPage page = await demo.OpenAsync(browser, "/ui/d/integracao-recursos?from=now-5m&to=now", "pt-BR");
        await page.UntilAsync("() => /\\d,\\d/.test(document.querySelector('[data-panel=\"1\"] .legend')?.textContent ?? '')");
        await page.Page.GotoAsync("/ui/language?to=en&returnUrl=" + Uri.EscapeDataString("/ui/d/integracao-recursos?from=now-5m&to=now"));
        await page.UntilAsync("() => document.documentElement.lang === 'en' && /\\d\\.\\d/.test(document.querySelector('[data-panel=\"1\"] .legend')?.textContent ?? '')");
        Assert.False(await page.EvaluateAsync<bool>("() => /\\d,\\d(?!\\d\\d)/.test(document.querySelector('[data-panel=\"1\"] .legend').textContent)"), string.Create(CultureInfo.InvariantCulture, $"{page.Page.Url}"));
        page.AssertClean();
    }
}
