using System.Text;
using Vigia.Integration.Access.Keys;
using Vigia.Integration.Admission;
using Vigia.Model.Access;
using Vigia.Testing.Listeners;
using Vigia.Testing.Mqtt;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Mqtt;

public sealed class MqttPublishTests : IAsyncLifetime
{
    private const int PubAck = 4;
    private const int Disconnect = 14;
    private MqttHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MqttHost.StartAsync((_, settings) => settings["Listeners:mqtt:MaxInFlight"] = "4");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Publish_Qos1_ReachesTheIntakeAndIsAcknowledged(int version)
    {
        using RawMqttClient client = await _host.ConnectAsync(version);

        RawPacket answer = await client.AskAsync(RawMqttClient.Publish(version, "order/created", """{"n":1}""", packetId: 513));

        Assert.Equal((PubAck, 513, 0), (answer.Type, answer.PacketId, answer.Reason));
        IncomingMessage message = Assert.Single(_host.Intake.Messages);
        Assert.Equal("order.created", message.Type);
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(message.Payload.Span));
        Assert.Equal("mqtt", message.Protocol);
        Assert.Equal("key:sender", message.Identity.Subject);
        Assert.Equal("c1:513", message.RequestId);
        Assert.Equal("127.0.0.1", message.RemoteAddress);
    }

    [Fact]
    public async Task Publish_Qos0_ReachesTheIntakeWithoutAnAnswer()
    {
        using RawMqttClient client = await _host.ConnectAsync(4);
        await client.SendAsync(RawMqttClient.Publish(4, "a/b", "1", qos: 0));

        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
        Assert.Equal("a.b", Assert.Single(_host.Intake.Messages).Type);
    }

    [Fact]
    public async Task Publish_UserProperties_BecomeFieldsAndHeaders()
    {
        using RawMqttClient client = await _host.ConnectAsync(5);
        await client.AskAsync(RawMqttClient.Publish(5, "a", "{}", properties:
        [
            ("id", "m-1"), ("key", "k"), ("user-id", "u"), ("sent-at", "2026-01-02T03:04:05.678-03:00"), ("idempotency-key", "i"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b"), ("plant", "p7"),
        ]));

        IncomingMessage message = Assert.Single(_host.Intake.Messages);
        Assert.Equal(("m-1", "k", "u", "i"), (message.Id, message.PartitionKey, message.UserId, message.IdempotencyKey));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 6, 4, 5, 678, TimeSpan.Zero), message.SentAt);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", message.TraceParent);
        Assert.Equal("a=b", message.TraceState);
        Assert.Equal("p7", Assert.Single(message.Headers!, header => header.Key == "plant").Value);
    }

    [Theory]
    [InlineData("sent-at", "2026-01-02T03:04:05")]
    [InlineData("sent-at", "yesterday")]
    [InlineData("id", "twice")]
    [InlineData("own", "twice")]
    public async Task Publish_WrongProperties_AreRefusedThroughTheIntake(string name, string value)
    {
        using RawMqttClient client = await _host.ConnectAsync(5);
        (string, string)[] properties = value == "twice" ? [(name, value), (name, value)] : [(name, value)];

        RawPacket answer = await client.AskAsync(RawMqttClient.Publish(5, "a", "{}", properties: properties));

        Assert.Equal((PubAck, 0x99), (answer.Type, answer.Reason));
        Assert.Contains(name, Assert.Single(_host.Intake.Refused).Refusal.Error, StringComparison.Ordinal);
        Assert.Empty(_host.Intake.Messages);
    }

    [Theory]
    [InlineData(IntakeOutcome.Accepted, 0)]
    [InlineData(IntakeOutcome.Replayed, 0)]
    [InlineData(IntakeOutcome.InFlight, 0x97)]
    [InlineData(IntakeOutcome.KeyReused, 0x99)]
    [InlineData(IntakeOutcome.Malformed, 0x99)]
    [InlineData(IntakeOutcome.SchemaViolation, 0x99)]
    [InlineData(IntakeOutcome.TooLarge, 0x83)]
    [InlineData(IntakeOutcome.Forbidden, 0x87)]
    [InlineData(IntakeOutcome.RateLimited, 0x97)]
    [InlineData(IntakeOutcome.Unavailable, 0x97)]
    public async Task Publish_Version5_IsAnsweredWithTheReason(object outcome, int code)
    {
        _host.Intake.Answer = _ => FakeIntake.Result((IntakeOutcome)outcome, "why");
        using RawMqttClient client = await _host.ConnectAsync(5);

        RawPacket answer = await client.AskAsync(RawMqttClient.Publish(5, "a", "{}"));

        Assert.Equal((PubAck, code), (answer.Type, answer.Reason));
        Assert.Equal(code != 0, Encoding.UTF8.GetString(answer.Body).EndsWith("why", StringComparison.Ordinal));
        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
    }

    [Fact]
    public async Task Publish_ClientThatWantsNoReasonStrings_GetsNone()
    {
        _host.Intake.Answer = _ => FakeIntake.Result(IntakeOutcome.Malformed, "why");
        using RawMqttClient client = await _host.OpenAsync();
        await client.AskAsync(RawMqttClient.Connect(5, "c", _host.Key, properties: [0x17, 0]));

        RawPacket answer = await client.AskAsync(RawMqttClient.Publish(5, "a", "{}"));

        Assert.Equal([0, 1, 0x99, 0], answer.Body);
    }

    [Theory]
    [InlineData(IntakeOutcome.Malformed)]
    [InlineData(IntakeOutcome.SchemaViolation)]
    [InlineData(IntakeOutcome.Forbidden)]
    [InlineData(IntakeOutcome.TooLarge)]
    [InlineData(IntakeOutcome.KeyReused)]
    public async Task Publish_Version4RefusedForGood_IsAcknowledgedSoThatItIsNotSentForever(object outcome)
    {
        _host.Intake.Answer = _ => FakeIntake.Result((IntakeOutcome)outcome);
        using RawMqttClient client = await _host.ConnectAsync(4);

        Assert.Equal(PubAck, (await client.AskAsync(RawMqttClient.Publish(4, "a", "{}"))).Type);
        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
    }

    [Theory]
    [InlineData(IntakeOutcome.Unavailable)]
    [InlineData(IntakeOutcome.RateLimited)]
    [InlineData(IntakeOutcome.InFlight)]
    public async Task Publish_Version4RefusedForNow_ClosesWithoutAnAcknowledgement(object outcome)
    {
        _host.Intake.Answer = _ => FakeIntake.Result((IntakeOutcome)outcome);
        using RawMqttClient client = await _host.ConnectAsync(4);

        Assert.Equal(RawPacket.Closed, await client.AskAsync(RawMqttClient.Publish(4, "a", "{}")));
    }

    [Fact]
    public async Task Publish_NotYetDurable_IsNotYetAcknowledged()
    {
        var durable = new TaskCompletionSource<IntakeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource();
        _host.Intake.Answer = _ =>
        {
            arrived.TrySetResult();
            return new(durable.Task);
        };
        using RawMqttClient client = await _host.ConnectAsync(5);
        await client.SendAsync(RawMqttClient.Publish(5, "a", "{}"));
        await arrived.Task;

        Task<RawPacket> answer = client.ReadAsync();
        Assert.False(answer.IsCompleted);
        durable.SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });

        Assert.Equal(PubAck, (await answer).Type);
    }

    [Fact]
    public async Task Publish_Several_AreTakenInWithoutWaitingAndAcknowledgedInTheirOrder()
    {
        TaskCompletionSource<IntakeResult>[] durable = [.. Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource<IntakeResult>())];
        int next = 0;
        _host.Intake.Answer = _ => new(durable[next++].Task);
        using RawMqttClient client = await _host.ConnectAsync(5);
        for (int i = 1; i <= 5; i++)
        {
            await client.SendAsync(RawMqttClient.Publish(5, "a", "{}", packetId: i));
        }

        // Four are let in at once; the fifth waits for room.
        await Eventually.TrueAsync(() => _host.Intake.Messages.Count == 4);
        foreach (int i in new[] { 3, 1, 2 })
        {
            durable[i].SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });
        }

        Task<RawPacket> first = client.ReadAsync();
        Assert.False(first.IsCompleted);
        Assert.Equal(4, _host.Intake.Messages.Count);
        durable[0].SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });
        durable[4].SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });

        Assert.Equal(1, (await first).PacketId);
        for (int i = 2; i <= 5; i++)
        {
            Assert.Equal(i, (await client.ReadAsync()).PacketId);
        }
    }

    [Fact]
    public async Task Publish_Version4OneRefusedForNow_StillAcknowledgesThoseThatWereTaken()
    {
        _host.Intake.Answer = message => FakeIntake.Result(message.RequestId == "c1:2" ? IntakeOutcome.Unavailable : IntakeOutcome.Accepted);
        using RawMqttClient client = await _host.ConnectAsync(4);
        await client.SendAsync([.. RawMqttClient.Publish(4, "a", "1", 1), .. RawMqttClient.Publish(4, "a", "2", 2)]);

        Assert.Equal(1, (await client.ReadAsync()).PacketId);
        Assert.Equal(RawPacket.Closed, await client.ReadAsync());
    }

    [Fact]
    public async Task Publish_IntakeThrows_IsRefusedForNowAndCounted()
    {
        _host.Intake.Answer = _ => ValueTask.FromException<IntakeResult>(new TimeZoneNotFoundException());
        using RawMqttClient client = await _host.ConnectAsync(5);

        await client.AskAsync(RawMqttClient.Publish(5, "a", "{}"));

        Assert.Equal(1, _host.Metrics.Errors.WithLabels("internal", "mqtt_listener").Value);
    }

    [Fact]
    public async Task Publish_QueueFull_IsNotReadUntilThereIsRoom()
    {
        _host.Queue.Count = 100;
        using RawMqttClient client = await _host.ConnectAsync(5);
        Task<RawPacket> answer = client.AskAsync(RawMqttClient.Publish(5, "a", "{}"));
        using RawMqttClient other = await _host.ConnectAsync(5, "c2");
        Assert.Equal(13, (await other.AskAsync(0xC0, 0)).Type);
        Assert.Empty(_host.Intake.Messages);

        _host.Queue.Count = 99;

        Assert.Equal(PubAck, (await answer).Type);
    }

    [Theory]
    [InlineData(4, "a", 2, 0, 0)]
    [InlineData(5, "a", 2, 0, 0x9B)]
    [InlineData(5, "a", 3, 0, 0x81)]
    [InlineData(5, "a", 1, 1, 0x9A)]
    [InlineData(5, "a/+", 1, 0, 0x90)]
    [InlineData(5, "a/#", 1, 0, 0x90)]
    [InlineData(5, "", 1, 0, 0x90)]
    public async Task Publish_WhatIsNotSupported_EndsTheConnectionWithItsReason(int version, string topic, int qos, byte flags, int code)
    {
        using RawMqttClient client = await _host.ConnectAsync(version);

        RawPacket end = await client.AskAsync(RawMqttClient.Publish(version, topic, "{}", qos: qos, extraFlags: flags));

        Assert.Equal(version == 5 ? (Disconnect, code) : (0, 0), (end.Type, end.Body.FirstOrDefault()));
        Assert.Empty(_host.Intake.Messages);
        Assert.Equal(1, _host.Failures("protocol"));
    }

    [Fact]
    public async Task Publish_TopicAlias_EndsTheConnection()
    {
        using RawMqttClient client = await _host.ConnectAsync(5);

        RawPacket end = await client.AskAsync(RawMqttClient.Publish(5, "a", "{}", rawProperties: [0x23, 0, 1]));

        Assert.Equal((Disconnect, 0x94), (end.Type, end.Body[0]));
    }

    [Fact]
    public async Task Publish_RetainedInVersion4_IsTakenInAsAnyOther()
    {
        using RawMqttClient client = await _host.ConnectAsync(4);

        Assert.Equal(PubAck, (await client.AskAsync(RawMqttClient.Publish(4, "a", "{}", extraFlags: 1))).Type);
    }

    [Fact]
    public async Task Publish_PacketOverTheLimit_EndsTheConnectionBeforeItIsRead()
    {
        using RawMqttClient client = await _host.ConnectAsync(5);

        RawPacket end = await client.AskAsync(0x32, 0xFF, 0xFF, 0xFF, 0x7F);

        Assert.Equal((Disconnect, 0x95), (end.Type, end.Body[0]));
        Assert.Equal(1, _host.Failures("limit"));
    }

    [Fact]
    public async Task Publish_LargeMessage_ArrivesWhole()
    {
        using RawMqttClient client = await _host.ConnectAsync(5);
        string payload = $"\"{new string('x', 1_000_000)}\"";

        Assert.Equal(PubAck, (await client.AskAsync(RawMqttClient.Publish(5, "a", payload))).Type);
        Assert.Equal(payload, Encoding.UTF8.GetString(Assert.Single(_host.Intake.Messages).Payload.Span));
    }

    [Theory]
    [InlineData(4, 0x80)]
    [InlineData(5, 0x87)]
    public async Task Subscribe_AnyTopic_IsRefusedAndTheConnectionStays(int version, int code)
    {
        using RawMqttClient client = await _host.ConnectAsync(version);
        byte[] properties = version == 5 ? [0] : [];

        RawPacket answer = await client.AskAsync(
            RawMqttClient.Packet(0x82, [0, 9, .. properties, .. RawMqttClient.Text("a/#"), 1, .. RawMqttClient.Text("b"), 0]));
        Assert.Equal((9, 9), (answer.Type, answer.PacketId));
        Assert.Equal([(byte)code, (byte)code], answer.Body[^2..]);

        answer = await client.AskAsync(RawMqttClient.Packet(0xA2, [0, 10, .. properties, .. RawMqttClient.Text("a/#")]));
        Assert.Equal((11, 10), (answer.Type, answer.PacketId));
        Assert.Equal(13, (await client.AskAsync(0xC0, 0)).Type);
    }

    [Fact]
    public async Task Connection_BrokenOff_IsCountedAsReset()
    {
        RawMqttClient client = await _host.ConnectAsync(4);
        client.Dispose();

        await Eventually.TrueAsync(() => _host.Failures("reset") == 1);
    }

    [Fact]
    public async Task Publish_AndDisconnectAtOnce_IsStillTakenInAndAcknowledged()
    {
        var durable = new TaskCompletionSource<IntakeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Intake.Answer = _ => new(durable.Task);
        using RawMqttClient client = await _host.ConnectAsync(4);
        await client.SendAsync([.. RawMqttClient.Publish(4, "a", "{}"), 0xE0, 0]);
        client.ShutdownSend();
        await Eventually.TrueAsync(() => !_host.Intake.Messages.IsEmpty);
        durable.SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });

        Assert.Equal(PubAck, (await client.ReadAsync()).Type);
    }

    [Fact]
    public async Task Drain_MessagesInHand_AreAcknowledgedFirst()
    {
        var durable = new TaskCompletionSource<IntakeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Intake.Answer = _ => new(durable.Task);
        using RawMqttClient client = await _host.ConnectAsync(5);
        await client.SendAsync(RawMqttClient.Publish(5, "a", "{}"));
        await Eventually.TrueAsync(() => !_host.Intake.Messages.IsEmpty);

        Task draining = _host.DrainStep.DrainAsync(CancellationToken.None).AsTask();
        durable.SetResult(new IntakeResult { Outcome = IntakeOutcome.Accepted });
        await draining;

        Assert.Equal(PubAck, (await client.ReadAsync()).Type);
        Assert.Equal(Disconnect, (await client.ReadAsync()).Type);
    }

    [Fact]
    public async Task Publish_TopicRules_MapOrRefuse()
    {
        await using MqttHost host = await MqttHost.StartAsync((_, settings) =>
        {
            settings["Listeners:mqtt:Topics:0:Topic"] = "plants/+/#";
            settings["Listeners:mqtt:Topics:0:Type"] = "{*}";
            settings["Listeners:mqtt:Topics:0:Key"] = "{1}";
        });
        using RawMqttClient client = await host.ConnectAsync(5);

        Assert.Equal(0, (await client.AskAsync(RawMqttClient.Publish(5, "plants/p7/order/created", "{}"))).Reason);
        Assert.Equal(0x90, (await client.AskAsync(RawMqttClient.Publish(5, "other", "{}"))).Reason);
        IncomingMessage message = Assert.Single(host.Intake.Messages);
        Assert.Equal(("order.created", "p7"), (message.Type, message.PartitionKey));
        Assert.Single(host.Intake.Refused);
    }

    [Fact]
    public async Task Publish_Envelopes_AreOpened()
    {
        await using MqttHost host = await MqttHost.StartAsync((_, settings) => settings["Listeners:mqtt:PayloadFormat"] = "Envelope");
        using RawMqttClient client = await host.ConnectAsync(4);

        await client.AskAsync(RawMqttClient.Publish(4, "a/b", """{"type":"order.created","payload":{"n":1},"userId":"maria","headers":{"plant":"p7"}}"""));
        await client.AskAsync(RawMqttClient.Publish(4, "a/b", """{"payload":2}"""));
        Assert.Equal(PubAck, (await client.AskAsync(RawMqttClient.Publish(4, "a/b", """{"payloda":2}"""))).Type);

        IncomingMessage[] messages = [.. host.Intake.Messages];
        Assert.Equal(["order.created", "a.b"], messages.Select(message => message.Type));
        Assert.Equal(["""{"n":1}""", "2"], messages.Select(message => Encoding.UTF8.GetString(message.Payload.Span)));
        Assert.Equal(("maria", "p7"), (messages[0].UserId, messages[0].Headers!["plant"]));
        Assert.Contains("unknown", Assert.Single(host.Intake.Refused).Refusal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_AnyBytesAfterConnect_NeverHurtsOthers()
    {
        var random = new Random(4711);
        using RawMqttClient steady = await _host.ConnectAsync(5, "steady");
        for (int round = 0; round < 200; round++)
        {
            using RawMqttClient client = await _host.ConnectAsync(round % 2 == 0 ? 4 : 5, $"c{round}");
            byte[] bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            if (round % 3 == 0)
            {
                byte[] publish = RawMqttClient.Publish(round % 2 == 0 ? 4 : 5, "a/b", "{}", properties: [("k", "v")]);
                publish[random.Next(publish.Length)] ^= (byte)random.Next(1, 256);
                bytes = publish;
            }

            await client.SendAsync(bytes);
            client.ShutdownSend();
            while ((await client.ReadAsync()).Type != 0)
            {
            }
        }

        Assert.Equal(PubAck, (await steady.AskAsync(RawMqttClient.Publish(5, "a", "{}"))).Type);
        Assert.Equal(0, _host.Metrics.Errors.WithLabels("internal", "mqtt_listener").Value);
        await Eventually.TrueAsync(() => _host.Connections.Count == 1);
    }

    [Fact]
    public async Task Connections_ManyIdle_LeaveOthersServed()
    {
        var idle = new List<RawMqttClient>();
        for (int i = 0; i < 500; i++)
        {
            idle.Add(await _host.ConnectAsync(i % 2 == 0 ? 4 : 5, $"idle-{i}", keepAlive: 0));
        }

        using RawMqttClient client = await _host.ConnectAsync(5);
        Assert.Equal(PubAck, (await client.AskAsync(RawMqttClient.Publish(5, "a", "{}"))).Type);
        Assert.Equal(501, _host.Metrics.ActiveConnections.WithLabels("mqtt").Value);
        idle.ForEach(c => c.Dispose());
        await Eventually.TrueAsync(() => _host.Connections.Count == 1);
    }

    [Fact]
    public async Task Logs_AfterRefusals_HoldNoSecret()
    {
        string secret = AccessSecret.Create(AccessSecret.KeyPrefix);
        using (RawMqttClient refused = await _host.OpenAsync())
        {
            await refused.AskAsync(RawMqttClient.Connect(5, "c", secret));
        }

        using RawMqttClient client = await _host.ConnectAsync(4);
        await client.AskAsync(RawMqttClient.Publish(4, "a", "{}", qos: 2));

        string[] texts = [.. _host.Log.Lines.SelectMany(line => line.Values.Values.Concat(line.Scope.Values).Append(line.Message)).Select(value => value?.ToString() ?? "")];
        Assert.Contains("Acesso negado", texts);
        Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(_host.Key, StringComparison.Ordinal));
    }
}
