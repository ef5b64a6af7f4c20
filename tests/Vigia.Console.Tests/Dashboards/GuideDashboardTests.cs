using System.Globalization;
using System.Text.Json.Nodes;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Queries;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Templating;
using Vigia.Model.Labels;
using Vigia.PromQL.Syntax;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>The shipped dashboards: the panels that the guide lists, in a form that any Grafana takes.</summary>
public sealed class GuideDashboardTests
{
    public static TheoryData<string, string, string[]> Guide => new()
    {
        { "visao-geral", "Visão Geral", ["Total de mensagens", "Taxa de erros", "Latência média", "Uso de recursos"] },
        { "mensagens", "Mensagens", ["Processadas por protocolo", "Status de processamento", "Tamanho das mensagens", "Tempo de processamento"] },
        { "conexoes", "Conexões", ["Conexões ativas", "Novas conexões", "Conexões fechadas", "Erros de conexão"] },
        { "recursos", "Recursos", ["CPU", "Memória", "Disco", "Rede"] },
        { "seguranca", "Segurança", ["Tentativas de autenticação", "Acessos negados", "Erros de segurança", "Tokens expirados"] },
    };

    [Theory]
    [MemberData(nameof(Guide))]
    public void Dashboard_OfTheGuide_HasItsPanels(string file, string title, string[] panels)
    {
        Dashboard dashboard = Read(file);
        Assert.Equal(title, dashboard.Title);
        Assert.Equal(panels, dashboard.Panels.Select(static panel => panel.Title));
        Assert.All(dashboard.Panels, static panel => Assert.NotEmpty(panel.Description));
        Assert.Empty(dashboard.Notices);
        Assert.True(dashboard.SchemaVersion >= 39);
        Assert.Equal((VariableKind.DataSource, "prometheus"), Assert.Single(dashboard.Variables) is var only ? (only.Kind, only.Query) : default);
    }

    [Theory]
    [MemberData(nameof(Guide))]
    public void Panels_OfTheGuide_ParseAndDoNotOverlap(string file, string title, string[] panels)
    {
        Dashboard dashboard = Read(file);
        Assert.Equal(panels.Length, dashboard.Panels.Select(static panel => panel.Id).Distinct().Count());
        var taken = new HashSet<(int, int)>();
        foreach (Panel panel in dashboard.Panels)
        {
            GridPosition place = panel.Position;
            Assert.True(place.X + place.Width <= GridPosition.Columns, $"{title}: {panel.Title}");
            Assert.All(
                from x in Enumerable.Range(place.X, place.Width) from y in Enumerable.Range(place.Y, place.Height) select (x, y),
                cell => Assert.True(taken.Add(cell), $"{panel.Title} lies over another at {cell}"));
            Assert.True(PanelTypes.IsDrawn(panel.Type), panel.Type);
            Assert.Equal(panel.Targets.Count, panel.Targets.Select(static target => target.RefId).Distinct().Count());
            foreach (PanelTarget target in panel.Targets)
            {
                string query = TemplateText.ExpandQuery(target.Expression, new TemplateValues(VariableScope.Empty, new QueryRange(0, 3_600_000, 15_000, 60_000, TimeZoneInfo.Utc)));
                Assert.Empty(PromqlParser.Parse(query).Diagnostics);
                Assert.Equal("${datasource}", target.DataSource.Uid);
            }
        }
    }

    /// <summary>The legend's total is what was counted, whatever the step: windows wider than a step would count an event several times.</summary>
    [Theory]
    [InlineData("visao-geral", "Total de mensagens", "messages_processed_total", "status")]
    [InlineData("conexoes", "Erros de conexão", "connection_errors_total", "type")]
    [InlineData("seguranca", "Acessos negados", "access_denied_total", "reason")]
    [InlineData("seguranca", "Erros de segurança", "security_errors_total", "type")]
    public async Task Total_OfBars_IsTheCountersIncrease(string file, string title, string metric, string label)
    {
        await using DashboardServer server = await DashboardServer.StartAsync();
        server.Add(LabelSet.Of(("__name__", metric), (label, "x"), ("protocol", "http"), ("job", "integracao")), static i => 3 * i, minutes: 120);
        string json = await File.ReadAllTextAsync(Repository.File("config", "dashboards", file + ".json"), TestContext.Current.CancellationToken);
        JsonNode panel = JsonNode.Parse(json)!["panels"]!.AsArray().Single(one => (string?)one!["title"] == title)!;
        Assert.Contains("sum", panel["options"]!["legend"]!["calcs"]!.AsArray().Select(static calc => (string)calc!));
        foreach (int points in new[] { 10, 60, 240 })
        {
            JsonNode answer = await server.AnswerAsync("ui/api/panels/query", string.Create(CultureInfo.InvariantCulture, $$"""{"definition": {{panel.ToJsonString().Replace("${datasource}", "vigia", StringComparison.Ordinal)}}, "from": "now-1h", "to": "now", "maxPoints": {{points}}}"""));
            double total = answer["frames"]!.AsArray().Single()!["fields"]![1]!["values"]!.AsArray().Sum(static value => (double)value!);

            // Three each 15 seconds for an hour, and up to two steps more, as the first and the last are whole.
            Assert.InRange(total, 0.95 * 720, 720 * (1 + (2.0 / points)) + 1);
        }
    }

    [Fact]
    public void Folder_OfShippedDashboards_HoldsTheGuidesAlone()
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.File("config", "dashboards"), "*.json").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["conexoes", "mensagens", "recursos", "seguranca", "visao-geral"], files);
        Assert.Equal(5, files.Select(static file => Read(file).Uid).Distinct().Count());
    }

    private static Dashboard Read(string file) => DashboardReader.Read(File.ReadAllBytes(Repository.File("config", "dashboards", file + ".json")));
}
