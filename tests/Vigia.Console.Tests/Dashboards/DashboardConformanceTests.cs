using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vigia.Console.Dashboards.Layout;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;
using Vigia.Model.Labels;
using Vigia.Testing;
using Xunit;

namespace Vigia.Console.Tests.Dashboards;

/// <summary>Dashboards that people run, each with series made for its own queries.</summary>
public sealed class DashboardConformanceTests
{
    private const string Suite = "dashboards";

    [Fact]
    public async Task EveryPanel_OfEveryDashboard_IsDrawnOrSaysWhyNot()
    {
        Assert.SkipWhen(Conformance.Root is null, "VIGIA_CONFORMANCE is not set");
        var table = new StringBuilder();
        var failures = new List<string>();
        var total = new Tally();
        foreach (string name in Conformance.Cases(Suite))
        {
            byte[] json = File.ReadAllBytes(Conformance.File(Suite, name));
            Dashboard dashboard = DashboardReader.Read(json);
            await using DashboardServer server = await DashboardServer.StartAsync();
            int place = 0;
            foreach (LabelSet labels in GeneratedSeries.For(dashboard))
            {
                int own = ++place;
                server.Add(labels, i => 10 + own + (i * 3), minutes: 70);
            }

            JsonNode imported = await server.ImportAsync(Encoding.UTF8.GetString(json));
            var tally = new Tally();
            await DrawAsync(server, (string)imported["uid"]!, dashboard, tally, failures);
            total.Add(tally);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {Path.GetFileNameWithoutExtension(name)} | {tally} |");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        table.AppendLine(CultureInfo.InvariantCulture, $"| **all** | {total} |");
        if (Environment.GetEnvironmentVariable("VIGIA_DASHBOARD_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, table.ToString());
        }

        Assert.Empty(failures);
        Assert.True(total.Drawn > 0.9 * total.Panels, total.ToString());
        Assert.InRange(total.Panels, 400, 2000);
    }

    private static async Task DrawAsync(DashboardServer server, string uid, Dashboard dashboard, Tally tally, List<string> failures)
    {
        JsonNode variables = await server.AnswerAsync("ui/api/dashboards/variables", $$"""{"dashboard": "{{uid}}", "from": "now-1h", "to": "now"}""");
        Assert.NotEmpty(variables["layout"]!.AsArray());
        Assert.True(variables["layout"]!.AsArray().Count <= DashboardLayout.MaxItems);
        foreach (Panel panel in dashboard.AllPanels.Where(static panel => !panel.IsRow))
        {
            tally.Panels++;
            using HttpResponseMessage response = await server.PostAsync(
                "ui/api/panels/query", string.Create(CultureInfo.InvariantCulture, $$"""{"dashboard": "{{uid}}", "panel": {{panel.Id}}, "from": "now-1h", "to": "now"}"""));
            string text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                failures.Add($"{uid}/{panel.Id} '{panel.Title}': {(int)response.StatusCode} {text}");
                continue;
            }

            JsonNode answer = JsonNode.Parse(text)!;
            string[] errors = [.. answer["notices"]!.AsArray().Where(static one => (string?)one!["severity"] == "error").Select(static one => (string)one!["text"]!)];
            if (answer["unsupported"] is not null)
            {
                tally.Sentences++;
            }
            else if (errors.Length > 0)
            {
                failures.Add($"{uid}/{panel.Id} '{panel.Title}': {string.Join("; ", errors)}");
            }
            else if ((string?)answer["panel"]!["type"] == "text" || answer["frames"]!.AsArray().Any(static frame => frame!["fields"]!.AsArray() is [{ } first, ..] && first["values"]!.AsArray().Count > 0))
            {
                tally.Drawn++;
            }
            else
            {
                tally.Empty++;
            }

            tally.Notices += answer["notices"]!.AsArray().Count > 0 ? 1 : 0;
        }
    }

    private sealed class Tally
    {
        public int Panels { get; set; }

        public int Drawn { get; set; }

        public int Empty { get; set; }

        public int Sentences { get; set; }

        public int Notices { get; set; }

        public void Add(Tally other)
        {
            Panels += other.Panels;
            Drawn += other.Drawn;
            Empty += other.Empty;
            Sentences += other.Sentences;
            Notices += other.Notices;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Panels} | {Drawn} | {Empty} | {Sentences} | {Notices}");
    }
}
