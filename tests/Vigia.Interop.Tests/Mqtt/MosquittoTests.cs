using System.Globalization;
using System.Text;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Admission;
using Vigia.Model.Access;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Interop.Tests.Mqtt;

/// <summary>Debian's <c>mosquitto_pub</c> and <c>mosquitto_sub</c> against the listener.</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData("311", 0)]
    [InlineData("311", 1)]
    [InlineData("5", 0)]
    [InlineData("5", 1)]
    public async Task Publish_OneMessage_Arrives(string version, int qos)
    {
        await using MqttHost host = await MqttHost.StartAsync();

        ExternalResult result = await PublishAsync(host, version, qos, ["-m", """{"n":1}"""]);

        Assert.True(result.ExitCode == 0, result.Error);
        await Eventually.TrueAsync(() => host.Intake.Messages.Count == 1);
        IncomingMessage message = Assert.Single(host.Intake.Messages);
        Assert.Equal("order.created", message.Type);
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(message.Payload.Span));
        await Eventually.TrueAsync(() => host.Connections.Count == 0);
        Assert.Equal(0, host.Failures("reset") + host.Failures("protocol"));
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Publish_ManyLines_AllArriveInTheirOrder(string version)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        string[] lines = [.. Enumerable.Range(0, 2000).Select(i => i.ToString(CultureInfo.InvariantCulture))];

        ExternalResult result = await PublishAsync(host, version, 1, ["-l"], string.Join('\n', lines) + "\n");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(lines, host.Intake.Messages.Select(message => Encoding.UTF8.GetString(message.Payload.Span)));
    }

    [Fact]
    public async Task Publish_UserProperties_BecomeFields()
    {
        await using MqttHost host = await MqttHost.StartAsync();

        ExternalResult result = await PublishAsync(host, "5", 1,
        [
            "-m", "{}",
            "-D", "publish", "user-property", "id", "m-7",
            "-D", "publish", "user-property", "user-id", "maria",
            "-D", "publish", "user-property", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "-D", "publish", "user-property", "plant", "p7",
        ]);

        Assert.True(result.ExitCode == 0, result.Error);
        IncomingMessage message = Assert.Single(host.Intake.Messages);
        Assert.Equal(("m-7", "maria"), (message.Id, message.UserId));
        Assert.StartsWith("00-0af76519", message.TraceParent, StringComparison.Ordinal);
        Assert.Equal("p7", message.Headers!["plant"]);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Publish_WrongPassword_Fails(string version)
    {
        await using MqttHost host = await MqttHost.StartAsync();

        ExternalResult result = await PublishAsync(host, version, 1, ["-m", "{}"], password: AccessSecret.Create(AccessSecret.KeyPrefix));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("ad user name or password", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(host.Intake.Messages);
        Assert.Equal(1, host.Metrics.AuthAttempts.WithLabels("false").Value);
    }

    [Fact]
    public async Task Publish_RefusedMessage_IsReportedWithItsReason()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        host.Intake.Answer = _ => FakeIntake.Result(IntakeOutcome.Forbidden);

        ExternalResult result = await PublishAsync(host, "5", 1, ["-m", "{}"]);

        Assert.Contains("Not authorized", result.Error + result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("311", 1)]
    [InlineData("5", 0)]
    public async Task Publish_MessageOverTheLimit_NeverReachesTheIntake(string version, int failures)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        string file = host["large.json"];
        await File.WriteAllTextAsync(file, $"\"{new string('x', 2 * 1024 * 1024)}\"");

        // A client of MQTT 5 was told the limit and does not even send it; the one of 3.1.1 finds out.
        ExternalResult result = await PublishAsync(host, version, 1, ["-f", file]);

        Assert.Equal(failures == 0, result.ExitCode == 0);
        Assert.Equal(failures, host.Failures("limit"));
        Assert.Empty(host.Intake.Messages);
    }

    [Theory]
    [InlineData("311", "connection was lost")]
    [InlineData("5", "QoS not supported")]
    public async Task Publish_Qos2_IsRefused(string version, string error)
    {
        await using MqttHost host = await MqttHost.StartAsync();

        ExternalResult result = await PublishAsync(host, version, 2, ["-m", "{}"]);

        Assert.Contains(error, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(host.Intake.Messages);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Publish_OverTls_ArrivesForThoseWhoKnowTheAuthority(string version)
    {
        using var folder = new TemporaryDirectory();
        using var authority = new TestCertificates(folder);
        using var other = new TestCertificates(folder, "other");
        (string certificate, string key) = authority.Issue("server");
        await using MqttHost host = await MqttHost.StartAsync((_, settings) =>
        {
            settings["Listeners:mqtt:Tls:CertificatePath"] = certificate;
            settings["Listeners:mqtt:Tls:KeyPath"] = key;
        });

        ExternalResult right = await PublishAsync(host, version, 1, ["-m", "{}", "--cafile", authority.AuthorityPath]);
        ExternalResult wrong = await PublishAsync(host, version, 1, ["-m", "{}", "--cafile", other.AuthorityPath]);
        ExternalResult plain = await PublishAsync(host, version, 1, ["-m", "{}"]);

        Assert.True(right.ExitCode == 0, right.Error);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.NotEqual(0, plain.ExitCode);
        Assert.Single(host.Intake.Messages);
        await Eventually.TrueAsync(() => host.Failures("tls") + host.Failures("reset") == 2);
    }

    [Theory]
    [InlineData("311")]
    [InlineData("5")]
    public async Task Subscribe_AnyTopic_IsDenied(string version)
    {
        await using MqttHost host = await MqttHost.StartAsync();

        ExternalResult result = await ExternalProcess.RunAsync(
            "mosquitto_sub", [.. Arguments(host, version, host.Key), "-t", "#", "-W", "20"], deadline: TimeSpan.FromSeconds(30));

        Assert.Contains("denied", result.Error + result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Publish_Version4RefusedForNow_IsSentAgainAfterTheClientComesBack()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        int attempts = 0;
        host.Intake.Answer = _ => FakeIntake.Result(Interlocked.Increment(ref attempts) == 1 ? IntakeOutcome.Unavailable : IntakeOutcome.Accepted);

        // It holds on to its session (-c) and to its input, so it comes back by itself.
        ExternalResult result = await PublishAsync(host, "311", 1, ["-l", "-c", "-i", "till-1"], "{}\n");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2, host.Intake.Messages.Count);
    }

    private static Task<ExternalResult> PublishAsync(
        MqttHost host, string version, int qos, string[] arguments, string input = "", string? password = null) =>
        ExternalProcess.RunAsync(
            "mosquitto_pub",
            [.. Arguments(host, version, password ?? host.Key), "-t", "order/created", "-q", qos.ToString(CultureInfo.InvariantCulture), .. arguments],
            input,
            TimeSpan.FromSeconds(60));

    private static string[] Arguments(MqttHost host, string version, string password) =>
        ["-h", "localhost", "-p", host.Port.ToString(CultureInfo.InvariantCulture), "-V", version, "-u", "key", "-P", password];
}
