using Microsoft.Extensions.Options;
using Vigia.Integration.Processing.Routes;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Processing;

public sealed class RouteConfigurationTests
{
    [Fact]
    public async Task Start_NoRoutes_StoresEverything()
    {
        await using var rig = new ProcessingRig();
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message(payload: """{"a":1}"""));
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Processed);
        MessageOutput output = Assert.Single(detail.Outputs);
        Assert.Equal("store", output.Destination);
        Assert.Equal("""{"a":1}""", Samples.Text(output.Payload));
    }

    [Fact]
    public async Task Start_ManyMistakes_TellsEachWithItsPlace()
    {
        await using var rig = new ProcessingRig(Settings.Json("""
            {"Processing":{"Workers":0,"Unknown":1,"Retry":{"MaxAttempts":0},"Assemblies":["absent.dll"],"Routes":[
              {"Name":"a","Match":{"Protocol":"FTP"},"Destinations":[{"Kind":"store"}],"Steps":[
                {"Kind":"map","Template":"absent.json"},
                {"Kind":"validate","Schema":"broken-schema.json"},
                {"Kind":"processor","Name":"absent"},
                {"Kind":"filter","Path":"$.a","Op":"like","Value":"1"},
                {"Kind":"filter","Path":"$.a","Op":"=","Value":"1","Template":"x"},
                {"Kind":"enrich","Set":[{"Path":"$.a"},{"Path":"$[0]","Value":"1"},{"Path":"$.b","Environment":"VIGIA_TEST_ABSENT"}]},
                {"Kind":"dance"},
                {"Kind":"map","Templat":"x"}]},
              {"Name":"a","Destinations":[{"Kind":"http","Url":"ftp://x"},{"Kind":"http","Url":"http://{{ $.host }}/"},{"Kind":"file","Path":"../out"}]},
              {"Name":"bad name","Timeout":1,"AttemptTimeout":"soon","Destinations":[]},
              {"Name":"default","Destinations":[{"Kind":"http","Name":"h","Url":"http://x/","Headers":{"Host":"y","Secret":"s\nx"}},{"Kind":"store"},{"Kind":"store"}]}
            ]}}
            """));
        rig.Write("broken-schema.json", "[");
        var error = await Assert.ThrowsAsync<OptionsValidationException>(rig.StartAsync);
        string[] errors = [.. error.Failures];
        foreach (string expected in new[]
        {
            "Processing:Workers: must be",
            "Processing:Unknown: unknown",
            "Processing:Retry:MaxAttempts: must be",
            "Processing:Assemblies:0: the file",
            "Processing:Routes:0 (a): Match:Protocol: must be a protocol",
            "Processing:Routes:0 (a): Steps:0 (map): Template: ",
            "Processing:Routes:0 (a): Steps:1 (validate): Schema: ",
            "Processing:Routes:0 (a): Steps:2 (processor): Name: there is no processor 'absent'",
            "Processing:Routes:0 (a): Steps:3 (filter): Op: there is no operator 'like'",
            "Processing:Routes:0 (a): Steps:4 (filter): Template: belongs to 'map'",
            "Processing:Routes:0 (a): Steps:5 (enrich): Set:0: needs exactly one of",
            "Processing:Routes:0 (a): Steps:5 (enrich): Set:1: Path: ",
            "Processing:Routes:0 (a): Steps:5 (enrich): Set:2: Environment: the variable",
            "Processing:Routes:0 (a): Steps:6: Kind: must be one of",
            "Processing:Routes:0:Steps:7:Templat: unknown; there are Kind, Schema",
            "Processing:Routes:1 (a): Name: another route has it",
            "Processing:Routes:1 (a): Destinations:0 (http): Url: must be an absolute",
            "Processing:Routes:1 (a): Destinations:1: Name: another destination",
            "Processing:Routes:1 (a): Destinations:1 (http): Url: expressions may stand only behind the host",
            "Processing:Routes:1 (a): Destinations:2 (file): Path: ",
            "Processing:Routes:2:Timeout: unknown",
            "Processing:Routes:2:AttemptTimeout: ",
            "Processing:Routes:2 (bad name): Name: must have",
            "Processing:Routes:2 (bad name): Destinations: a route needs",
            "Processing:Routes:3 (default): Name: 'default' is the route",
            "Processing:Routes:3 (default): Destinations:0 (h): Headers:Host: is set by the module",
            "Processing:Routes:3 (default): Destinations:0 (h): Headers:Secret: is not a valid",
            "Processing:Routes:3 (default): Destinations:2: Name: another destination",
        })
        {
            Assert.True(
                errors.Any(actual => actual.StartsWith(expected, StringComparison.Ordinal)),
                $"'{expected}' is not among:\n{string.Join('\n', errors)}");
        }

        Assert.DoesNotContain("s\nx", string.Concat(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_SeveralRoutesFit_TheFirstWins()
    {
        await using var rig = new ProcessingRig(Settings.Json("""
            {"Processing":{"Routes":[
              {"Name":"eu","Match":{"Type":"order.*","Headers":{"Region":"eu"}},"Destinations":[{"Kind":"store"}]},
              {"Name":"mqtt","Match":{"Type":"order.*","Protocol":"mqtt"},"Destinations":[{"Kind":"store"}]},
              {"Name":"orders","Match":{"Type":"order.*"},"Destinations":[{"Kind":"store"}]},
              {"Name":"one","Match":{"Type":"invoice"},"Destinations":[{"Kind":"store"}]}]}}
            """));
        await rig.StartAsync();
        RouteTable table = rig.Routes.Current;
        Message order = Samples.Message();
        Assert.Equal("orders", table.For(order).Name);
        Assert.Equal("eu", table.For(order with { Headers = new Dictionary<string, string> { ["region"] = "eu" } }).Name);
        Assert.Equal("orders", table.For(order with { Headers = new Dictionary<string, string> { ["region"] = "EU" } }).Name);
        Assert.Equal("mqtt", table.For(order with { Protocol = "mqtt" }).Name);
        Assert.Equal("one", table.For(order with { Type = "invoice" }).Name);
        Assert.Equal("default", table.For(order with { Type = "invoice.x" }).Name);
        Assert.Equal("default", table.For(order with { Type = "ORDER.x" }).Name);
    }

    [Fact]
    public async Task Reload_BadConfiguration_KeepsTheRunningRoutesAndTellsOnce()
    {
        await using var rig = new ProcessingRig(Settings.Json(
            """{"Processing":{"Routes":[{"Name":"a","Destinations":[{"Kind":"store"}]}]}}"""));
        await rig.StartAsync();
        RouteTable before = rig.Routes.Current;
        rig.Configuration["Processing:Routes:0:Steps:0:Kind"] = "dance";
        Assert.False(await rig.Reloader.ReloadAsync(CancellationToken.None));
        Assert.Same(before, rig.Routes.Current);
        Assert.Contains(rig.Log.Lines, line => line.Message.Contains("Steps:0: Kind", StringComparison.Ordinal));
        Assert.Equal(1, rig.Metrics.Errors.WithLabels("configuration", "processing").Value);
    }

    [Fact]
    public async Task Reload_OneDestinationChanged_KeepsTheOthersAndTheGate()
    {
        await using var rig = new ProcessingRig(Settings.Json("""
            {"Processing":{"Routes":[{"Name":"a","Workers":2,"Destinations":[
              {"Kind":"http","Name":"x","Url":"http://127.0.0.1:1/x"},{"Kind":"http","Name":"y","Url":"http://127.0.0.1:1/y"}]}]}}
            """));
        await rig.StartAsync();
        Route before = rig.Routes.Current.Routes[0];
        rig.Configuration["Processing:Routes:0:Destinations:1:Url"] = "http://127.0.0.1:1/z";
        Assert.True(await rig.Reloader.ReloadAsync(CancellationToken.None));
        Route after = rig.Routes.Current.Routes[0];
        Assert.NotSame(before, after);
        Assert.Same(before.Destinations[0], after.Destinations[0]);
        Assert.NotSame(before.Destinations[1], after.Destinations[1]);
        Assert.Same(before.Gate, after.Gate);
    }

    [Fact]
    public async Task Reload_TemplateFileChanged_IsTakenWithoutARestart()
    {
        await using var rig = new ProcessingRig(Settings.Json("""
            {"Processing":{"ReloadInterval":"00:00:00.02","Routes":[
              {"Name":"a","Steps":[{"Kind":"map","Template":"t.json"}],"Destinations":[{"Kind":"store"}]}]}}
            """));
        rig.Write("t.json", "\"old\"");
        await rig.StartAsync();
        RouteTable before = rig.Routes.Current;
        rig.Write("t.json", "\"newer\"");

        // The module looks at files by itself; nothing signals when it did.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (ReferenceEquals(before, rig.Routes.Current))
        {
            await Task.Delay(10, deadline.Token);
        }

        rig.Queue.Add(Samples.Message());
        MessageDetail detail = await rig.Queue.WaitForAsync("msg_1", MessageStatus.Processed);
        Assert.Equal("\"newer\"", Samples.Text(detail.Outputs[0].Payload));
    }

    [Fact]
    public async Task Steps_AllKinds_WorkTogether()
    {
        Environment.SetEnvironmentVariable("VIGIA_TEST_SITE", "sp-01");
        await using var rig = new ProcessingRig(Settings.Json("""
            {"Processing":{"Routes":[{"Name":"orders","Match":{"Type":"order.*"},"Destinations":[{"Kind":"store","Name":"out"}],"Steps":[
              {"Kind":"validate","Schema":"order.schema.json"},
              {"Kind":"filter","Path":"$.total","Op":">","Value":"10"},
              {"Kind":"enrich","Set":[
                {"Path":"$.meta.id","Value":"{{ message.id }}"},
                {"Path":"$.meta.label","Value":"order {{ $.number }}"},
                {"Path":"$.meta.version","Json":"2"},
                {"Path":"$.meta.site","Environment":"VIGIA_TEST_SITE"},
                {"Path":"$.region","Lookup":"regions.json","Key":"$.country","Default":"{\"name\":\"?\"}"}]},
              {"Kind":"map","Template":"order.map.json"}]}]}}
            """));
        rig.Write("order.schema.json", """{"type":"object","required":["total"],"properties":{"total":{"type":"number"}}}""");
        rig.Write("regions.json", """{"BR":{"name":"Brasil"}}""");
        rig.Write("order.map.json", """{"n":"$.number","t":"$.total","where":"$.region.name","meta":"$.meta"}""");
        await rig.StartAsync();

        rig.Queue.Add(Samples.Message("good", """{"number":"A1","total":12.50,"country":"BR"}"""));
        rig.Queue.Add(Samples.Message("elsewhere", """{"number":"A2","total":11,"country":"PT"}"""));
        rig.Queue.Add(Samples.Message("small", """{"number":"A3","total":5}"""));
        rig.Queue.Add(Samples.Message("wrong", """{"number":"A4","total":"much"}"""));

        MessageDetail good = await rig.Queue.WaitForAsync("good", MessageStatus.Processed);
        Assert.Equal(
            """{"n":"A1","t":12.50,"where":"Brasil","meta":{"id":"good","label":"order A1","version":2,"site":"sp-01"}}""",
            Samples.Text(good.Outputs[0].Payload));
        MessageDetail elsewhere = await rig.Queue.WaitForAsync("elsewhere", MessageStatus.Processed);
        Assert.Contains("\"where\":\"?\"", Samples.Text(elsewhere.Outputs[0].Payload), StringComparison.Ordinal);
        MessageDetail small = await rig.Queue.WaitForAsync("small", MessageStatus.Processed);
        Assert.Empty(small.Outputs);
        Assert.Equal("filtered", small.Attempts[0].Outcome);
        MessageDetail wrong = await rig.Queue.WaitForAsync("wrong", MessageStatus.Dead);
        await rig.Workers.DrainAsync(CancellationToken.None);
        Assert.Equal(1, rig.Metrics.MessagesProcessed.WithLabels("http", "filtered").Value);
        Assert.Equal("schema_violation", wrong.Attempts[0].ErrorType);
        Assert.Contains("total", wrong.Attempts[0].Error, StringComparison.Ordinal);
    }
}
