using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Vigia.Console.Browser.Tests.Demo;

/// <summary>The guide's dashboards, and what one does with a dashboard.</summary>
[Collection(DemoCollection.Name)]
public sealed class DashboardFlowTests(DemoConsole demo)
{
    private const string Imported = """
        {
          "uid": "imported", "title": "Imported by hand", "schemaVersion": 39, "time": { "from": "now-5m", "to": "now" },
          "templating": { "list": [{ "name": "protocol", "type": "query", "label": "Protocol", "query": "label_values(messages_processed_total, protocol)", "includeAll": true, "multi": false, "current": { "value": "$__all", "text": "All" } }] },
          "panels": [{ "id": 7, "type": "timeseries", "title": "Rate of $protocol", "gridPos": { "x": 0, "y": 0, "w": 24, "h": 10 }, "targets": [{ "refId": "A", "expr": "sum by (protocol) (rate(messages_processed_total{protocol=~\"$protocol\"}[1m]))", "legendFormat": "{{protocol}}" }] }]
        }
        """;

    [Theory]
    [InlineData("integracao-visao-geral")]
    [InlineData("integracao-mensagens")]
    [InlineData("integracao-conexoes")]
    [InlineData("integracao-recursos")]
    [InlineData("integracao-seguranca")]
    public async Task Dashboard_OfTheGuide_HasDataInEveryPanel(string uid) =>
        await demo.VisitAsync(new Visit() with { Height = 1400 }, async page =>
        {
            await page.GotoAsync($"/ui/d/{uid}?from=now-5m&to=now");
            await page.UntilAsync(ConsolePages.Drawn(4));
            Assert.Equal(0, await page.Locator(".dash .state").CountAsync());
        });

    [Fact]
    public async Task Import_OfPastedJson_ShowsItsVariablesZoomsFillsTheWindowAndIsExported() =>
        await demo.VisitAsync(new Visit(), async page =>
        {
            await page.OpenAsync("dashboards");
            await page.Locator(".bar .btn.primary").ClickAsync();
            // As large as dashboards are that are handed around.
            await page.Locator(".import textarea").FillAsync(Imported.Replace("\"panels\"", $"\"description\": \"{new string('x', 100_000)}\", \"panels\"", StringComparison.Ordinal));
            await page.Locator(".import dl", new PageLocatorOptions { HasText = "Imported by hand" }).WaitForAsync();
            await page.Locator(".mud-dialog-actions .btn.primary").ClickAsync();
            await page.WaitForURLAsync("**/ui/d/imported*");
            await page.UntilAsync(ConsolePages.Drawn(1));
            Assert.Equal(3, await page.Locator(".legend button").CountAsync());

            // One value of the variable leaves one line.
            await page.Locator(".variable button").First.ClickAsync();
            await page.Locator(".options [role=option]", new PageLocatorOptions { HasText = "mqtt" }).ClickAsync();
            await page.WaitForURLAsync("**var-protocol=mqtt*");
            await page.UntilAsync("document.querySelector('.panel').textContent.includes('Rate of mqtt') && !document.querySelector('.legend').textContent.includes('websocket')");

            // Drawing over the chart sets the range.
            ILocator over = page.Locator(".plot-over").First;
            LocatorBoundingBoxResult box = (await over.BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 60);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + 60, new MouseMoveOptions { Steps = 5 });
            await page.Mouse.UpAsync();
            await page.UntilAsync("/from=\\d{13}&to=\\d{13}/.test(location.search)");

            // A panel alone, by its menu, until Escape.
            await page.Locator(".panel-menu").First.ClickAsync();
            await page.Locator("[role=menuitem]").First.ClickAsync();
            await page.UntilAsync("document.querySelector('.panel.full')?.offsetWidth === innerWidth");
            Assert.Contains("viewPanel=7", page.Url, StringComparison.Ordinal);
            await page.Keyboard.PressAsync("Escape");
            await page.UntilAsync("!document.querySelector('.panel.full')");

            await page.OpenAsync("dashboards");
            IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[download='imported.json']").ClickAsync());
            using JsonDocument exported = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
            Assert.Equal("Imported by hand", exported.RootElement.GetProperty("title").GetString());
            Assert.Equal("label_values(messages_processed_total, protocol)", exported.RootElement.GetProperty("templating").GetProperty("list")[0].GetProperty("query").GetString());
        });
}
