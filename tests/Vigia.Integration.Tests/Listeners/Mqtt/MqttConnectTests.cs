using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Tests.Access;
using Vigia.Model.Access;
using Vigia.Testing.Listeners;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Mqtt;

public sealed class MqttConnectTests
{
    private const int ConnAck = 2;
    private const int Disconnect = 14;

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Connect_GoodKey_IsLetInAndCounted(int version)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using (RawMqttClient client = await host.ConnectAsync(version))
        {
            Assert.Equal(1, host.Metrics.ActiveConnections.WithLabels("mqtt").Value);
            Assert.Equal(1, host.Metrics.AuthAttempts.WithLabels("true").Value);
            await client.SendAsync(0xE0, 0);
            Assert.Equal(RawPacket.Closed, await client.ReadAsync());
        }

        await Eventually.TrueAsync(() => host.Metrics.ConnectionsClosed.WithLabels("mqtt").Value == 1);
        Assert.Equal(1, host.Metrics.ConnectionsOpened.WithLabels("mqtt").Value);
        Assert.Equal(0, host.Metrics.ActiveConnections.WithLabels("mqtt").Value);
        Assert.Equal(0, host.Failures("reset"));
    }

    [Fact]
    public async Task Connect_BearerToken_IsLetIn()
    {
        await using MqttHost host = await MqttHost.StartAsync((host, settings) =>
        {
            File.WriteAllText(host["rsa.pem"], JwtFixture.Rsa.ExportSubjectPublicKeyInfoPem());
            settings["Access:Jwt:Issuer"] = JwtFixture.Issuer;
            settings["Access:Jwt:Audience"] = JwtFixture.Audience;
            settings["Access:Jwt:KeyFiles:0:Path"] = host["rsa.pem"];
        });

        using RawMqttClient client = await host.ConnectAsync(5, password: JwtFixture.Token("RS256"));
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 0x86)]
    public async Task Connect_WrongPassword_IsRefusedAndClosed(int version, int code)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        foreach (string? password in new[] { null, "", "x", AccessSecret.Create(AccessSecret.KeyPrefix) })
        {
            using RawMqttClient client = await host.OpenAsync();
            RawPacket answer = await client.AskAsync(RawMqttClient.Connect(version, "c", password));
            Assert.Equal((ConnAck, code), (answer.Type, answer.Body[1]));
            Assert.Equal(RawPacket.Closed, await client.ReadAsync());
        }

        Assert.Equal(4, host.Metrics.AuthAttempts.WithLabels("false").Value);
        Assert.Equal(1, host.Metrics.AccessDenied.WithLabels("mqtt", "unknown_key").Value);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(5, 0x87)]
    public async Task Connect_KeyThatMayNotSend_IsRefused(int version, int code)
    {
        await using MqttHost host = await MqttHost.StartAsync((host, _) => host.CreateKey(new ApiKeyRequest { Name = "unused" }));
        string secret = host.CreateKey(new ApiKeyRequest { Name = "reader", Scopes = ["messages:read"] }).Secret;
        RawPacket answer;
        do
        {
            using RawMqttClient client = await host.OpenAsync();
            answer = await client.AskAsync(RawMqttClient.Connect(version, "c", secret));
        }
        while (answer.Body[1] is 4 or 0x86);

        Assert.Equal(code, answer.Body[1]);
        Assert.Equal(1, host.Metrics.AccessDenied.WithLabels("mqtt", "missing_scope").Value);
    }

    [Fact]
    public async Task Connect_Version5_TellsLimitsAndAssignsAnId()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.OpenAsync();

        RawPacket answer = await client.AskAsync(RawMqttClient.Connect(5, "", host.Key));

        Assert.Equal(0, answer.Body[1]);
        Assert.Contains("auto-", System.Text.Encoding.Latin1.GetString(answer.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "", false, 2)]
    [InlineData(4, "", true, 0)]
    [InlineData(4, "a\nb", true, 2)]
    [InlineData(5, "a\nb", true, 0x85)]
    public async Task Connect_ClientId_IsChecked(int version, string clientId, bool clean, int code)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.OpenAsync();

        Assert.Equal(code, (await client.AskAsync(RawMqttClient.Connect(version, clientId, host.Key, clean: clean))).Body[1]);
    }

    [Fact]
    public async Task Connect_OtherVersions_AreToldSo()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        byte[] old = RawMqttClient.Packet(0x10, [.. RawMqttClient.Text("MQIsdp"), 3, 2, 0, 60, .. RawMqttClient.Text("c")]);
        foreach (byte[] packet in new[] { old, RawMqttClient.Connect(6, "c", host.Key), RawMqttClient.Connect(3, "c", host.Key) })
        {
            using RawMqttClient client = await host.OpenAsync();
            RawPacket answer = await client.AskAsync(packet);
            Assert.Equal((ConnAck, 1), (answer.Type, answer.Body[1]));
            Assert.Equal(RawPacket.Closed, await client.ReadAsync());
        }
    }

    [Theory]
    [InlineData(0x04 | 0x10, 0x9B)]
    [InlineData(0x04 | 0x20, 0x9A)]
    [InlineData(0x04 | 0x08, 0)]
    public async Task Connect_Will_IsRefusedWhereItCouldNeverBe(byte flags, int code)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.OpenAsync();
        byte[] will = [0, .. RawMqttClient.Text("will/topic"), .. RawMqttClient.Text("{}")];

        Assert.Equal(code, (await client.AskAsync(RawMqttClient.Connect(5, "c", host.Key, extraFlags: flags, will: will))).Body[1]);
        client.Dispose();
        await Eventually.TrueAsync(() => host.Connections.Count == 0);
        Assert.Empty(host.Intake.Messages);
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0x00 })]
    [InlineData(new byte[] { 0xC0, 0x00 })]
    [InlineData(new byte[] { 0x10, 0x04, 0, 4, (byte)'M', (byte)'Q' })]
    [InlineData(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { (byte)'G', (byte)'E', (byte)'T', (byte)' ', (byte)'/', (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n' })]
    [InlineData(new byte[] { 0x16, 0x03, 0x01, 0x02, 0x00, 0x01 })]
    public async Task Connect_Garbage_IsClosedWithoutAnAnswerAndOthersAreServed(byte[] bytes)
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.OpenAsync();

        Assert.Equal(RawPacket.Closed, await client.AskAsync(bytes));
        Assert.Equal(1, host.Failures("protocol") + host.Failures("limit"));
        using RawMqttClient other = await host.ConnectAsync(4);
    }

    [Fact]
    public async Task Connect_TwiceOnOneConnection_IsAProtocolError()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.ConnectAsync(5);

        RawPacket answer = await client.AskAsync(RawMqttClient.Connect(5, "c1", host.Key));

        Assert.Equal((Disconnect, 0x82), (answer.Type, answer.Body[0]));
    }

    [Fact]
    public async Task Connect_NothingSentInTime_IsClosed()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MqttHost host = await MqttHost.StartAsync(time: time);
        using RawMqttClient silent = await host.OpenAsync();
        using RawMqttClient slow = await host.OpenAsync();
        await slow.SendAsync(0x10, 0x20, 0, 4);
        await Eventually.TrueAsync(() => host.Connections.Count == 2);

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(RawPacket.Closed, await silent.ReadAsync());
        Assert.Equal(RawPacket.Closed, await slow.ReadAsync());
        await Eventually.TrueAsync(() => host.Connections.Count == 0);
        Assert.Equal(2, host.Failures("timeout"));
        Assert.Equal(0, host.Failures("reset"));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Connection_WithoutPing_EndsAfterOneAndAHalfKeepAlives(int version)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MqttHost host = await MqttHost.StartAsync(time: time);
        using RawMqttClient client = await host.ConnectAsync(version, keepAlive: 10);
        using RawMqttClient patient = await host.ConnectAsync(version, "c2", keepAlive: 0);

        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
        time.Advance(TimeSpan.FromSeconds(16));

        RawPacket end = await client.ReadAsync();
        Assert.Equal(version == 5 ? (Disconnect, 0x8D) : (0, 0), (end.Type, end.Body.FirstOrDefault()));
        Assert.Equal(13, (await patient.AskAsync(0xC0, 0)).Type);
        Assert.Equal(1, host.Failures("timeout"));
    }

    [Fact]
    public async Task Connection_PacketThatStops_EndsInTime()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using MqttHost host = await MqttHost.StartAsync(time: time);
        using RawMqttClient client = await host.ConnectAsync(5, keepAlive: 0);
        await client.SendAsync(0xC0, 0, 0x32, 0x40, 0, 3);
        Assert.Equal(13, (await client.ReadAsync()).Type);

        RawPacket end;
        Task<RawPacket> reading = client.ReadAsync();
        while (!reading.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5);
        }

        end = await reading;
        Assert.Equal((Disconnect, 0x8D), (end.Type, end.Body[0]));
    }

    [Fact]
    public async Task Connect_SameIdOfTheSameCaller_TakesTheOldConnectionOver()
    {
        await using MqttHost host = await MqttHost.StartAsync((host, _) => host.CreateKey(new ApiKeyRequest { Name = "other" }));
        using RawMqttClient old = await host.ConnectAsync(5, "device");

        using RawMqttClient next = await host.ConnectAsync(5, "device");

        RawPacket end = await old.ReadAsync();
        Assert.Equal((Disconnect, 0x8E), (end.Type, end.Body[0]));
        Assert.Equal(13, (await next.AskAsync(0xC0, 0)).Type);
    }

    [Fact]
    public async Task Connect_SameIdOfAnotherCaller_LeavesTheFirstAlone()
    {
        string other = "";
        await using MqttHost host = await MqttHost.StartAsync((host, _) => other = host.CreateKey(new ApiKeyRequest { Name = "other" }).Secret);
        using RawMqttClient first = await host.ConnectAsync(5, "device");

        using RawMqttClient second = await host.ConnectAsync(5, "device", other);

        Assert.Equal(13, (await first.AskAsync(0xC0, 0)).Type);
        Assert.Equal(13, (await second.AskAsync(0xC0, 0)).Type);
    }

    [Fact]
    public async Task Connection_KeyRevoked_Ends()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient client = await host.ConnectAsync(5);
        using (ApiKeys keys = ApiKeys.Open(host.DataPath))
        {
            keys.Revoke("sender");
        }

        RawPacket end = await client.ReadAsync();
        Assert.Equal((Disconnect, 0x87), (end.Type, end.Body[0]));
        Assert.Equal(1, host.Metrics.AccessDenied.WithLabels("mqtt", "revoked").Value);
    }

    [Fact]
    public async Task Connection_CredentialsExpire_Ends()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        string secret = "";
        await using MqttHost host = await MqttHost.StartAsync(
            (host, _) => secret = host.CreateKey(new ApiKeyRequest { Name = "short", Lifetime = TimeSpan.FromSeconds(2) }).Secret, time);
        using RawMqttClient client = await host.ConnectAsync(5, password: secret, keepAlive: 0);

        // Less than the time in which a client must take what is written to it: the server may not know yet that this one did.
        time.Advance(TimeSpan.FromSeconds(4));

        RawPacket end = await client.ReadAsync();
        Assert.Equal((Disconnect, 0x87), (end.Type, end.Body[0]));
        Assert.Equal(1, host.Metrics.TokensExpired.WithLabels("mqtt").Value);
    }

    [Fact]
    public async Task Connect_OverTheLimit_IsClosedUntilAnotherLeaves()
    {
        await using MqttHost host = await MqttHost.StartAsync((_, settings) => settings["Listeners:mqtt:MaxConnections"] = "2");
        RawMqttClient first = await host.ConnectAsync(4, "a");
        using RawMqttClient second = await host.ConnectAsync(4, "b");
        using (RawMqttClient third = await host.OpenAsync())
        {
            Assert.Equal(RawPacket.Closed, await third.ReadAsync());
        }

        Assert.Equal(1, host.Failures("limit"));
        first.Dispose();
        await Eventually.TrueAsync(() => host.Connections.Count == 1);
        using RawMqttClient fourth = await host.ConnectAsync(4, "d");
    }

    [Fact]
    public async Task Drain_LiveConnections_AreToldAndNewOnesRefused()
    {
        await using MqttHost host = await MqttHost.StartAsync();
        using RawMqttClient version5 = await host.ConnectAsync(5, "a");
        using RawMqttClient version4 = await host.ConnectAsync(4, "b");

        await host.DrainStep.DrainAsync(CancellationToken.None);

        RawPacket end = await version5.ReadAsync();
        Assert.Equal((Disconnect, 0x8B), (end.Type, end.Body[0]));
        Assert.Equal(RawPacket.Closed, await version4.ReadAsync());
        Assert.Equal(0, host.Connections.Count);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(host.OpenAsync);
    }

    [Fact]
    public async Task Start_NetworkAddressWithoutTls_IsRefusedWithAllErrors()
    {
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => MqttHost.StartAsync((_, settings) =>
        {
            settings["Listeners:mqtt:Address"] = "0.0.0.0";
            settings["Listeners:mqtt:MaxInFlight"] = "0";
            settings["Listeners:mqtt:Topics:0:Topic"] = "a/#/b";
        }));

        Assert.Equal(3, exception.Failures.Count());
        Assert.Contains("credentials would cross it in the clear", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhichAndWhatToDo()
    {
        await using MqttHost first = await MqttHost.StartAsync();
        string port = first.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => MqttHost.StartAsync((_, settings) => settings["Listeners:mqtt:Port"] = port));
        Assert.Contains(port, exception.Message, StringComparison.Ordinal);
    }
}
