using System.Text;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;
using Vigia.Model.Messages;
using Xunit;

namespace Vigia.Integration.Tests.Messages;

/// <summary>What every engine's message store must do.</summary>
public abstract class MessageStoreContract
{
    private protected abstract MessageEngine Open(Action<MessagesOptions>? configure = null);

    [Fact]
    public async Task GetAsync_AtEachStep_ShowsItsStatus()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        Assert.Equal(MessageStatus.Queued, await engine.StatusAsync("a"));
        LeasedMessage lease = await engine.LeaseOneAsync();
        Assert.Equal(MessageStatus.Processing, await engine.StatusAsync("a"));
        await engine.RetryAsync(lease, TimeSpan.FromMinutes(1));
        MessageSummary retrying = (await engine.Store.GetAsync("a", default))!.Summary;
        Assert.Equal(
            (MessageStatus.Retrying, "timeout", "It failed.", engine.Now + TimeSpan.FromMinutes(1)),
            (retrying.Status, retrying.ErrorType, retrying.Error, retrying.NextAttemptAt));

        engine.Time.Advance(TimeSpan.FromMinutes(1));
        await engine.CompleteAsync(await engine.LeaseOneAsync());
        MessageSummary processed = (await engine.Store.GetAsync("a", default))!.Summary;
        Assert.Equal((MessageStatus.Processed, 2, null), (processed.Status, processed.Attempts, processed.ErrorType));
        Assert.Equal(engine.Now + TimeSpan.FromMilliseconds(5), processed.UpdatedAt);
    }

    [Fact]
    public async Task GetAsync_Processed_HoldsEverything()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        await engine.EnqueueAsync(engine.New("a", partition: "p", user: "ana", payload: """{"total":1}"""));
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        await engine.CompleteAsync(await engine.LeaseOneAsync(), "arquivo", "loja");

        MessageDetail detail = (await engine.Store.GetAsync("a", default))!;

        Assert.Equal("""{"total":1}""", Encoding.UTF8.GetString(detail.Payload.Span));
        Assert.Equal("teste", detail.Headers["x-origem"]);
        Assert.Equal(("pedido.criado", "http", "p", "ana", "key:test"), (detail.Summary.Type, detail.Summary.Protocol, detail.Summary.PartitionKey, detail.Summary.UserId, detail.Summary.Subject));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", detail.Summary.TraceId);
        Assert.Equal(11, detail.Summary.Size);
        Assert.Equal((start, start - TimeSpan.FromSeconds(1)), (detail.Summary.ReceivedAt, detail.Summary.SentAt!.Value));
        MessageAttempt attempt = Assert.Single(detail.Attempts);
        Assert.Equal((1, "success", 5.0, engine.Now), (attempt.Number, attempt.Outcome, attempt.DurationMs, attempt.StartedAt));
        Assert.Equal([("arquivo", "\"arquivo\""), ("loja", "\"loja\"")], detail.Outputs.Select(output => (output.Destination, Encoding.UTF8.GetString(output.Payload.Span))));
    }

    [Fact]
    public async Task CompleteAsync_Filtered_IsProcessedWithItsReason()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");
        LeasedMessage lease = await engine.LeaseOneAsync();

        await engine.Queue.CompleteAsync(lease, new AttemptSuccess(engine.Now, TimeSpan.Zero, "not for us", []), default);

        MessageDetail detail = (await engine.Store.GetAsync("a", default))!;
        Assert.Equal(MessageStatus.Processed, detail.Summary.Status);
        Assert.Equal(("filtered", "not for us"), (detail.Attempts[0].Outcome, detail.Attempts[0].Error));
    }

    [Fact]
    public async Task BuryAsync_LongError_KeepsItsFirst4096Characters()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a");

        await engine.BuryAsync(await engine.LeaseOneAsync(), error: new string('x', 4_095) + "😀 and more");

        MessageDetail detail = (await engine.Store.GetAsync("a", default))!;
        Assert.Equal(new string('x', 4_095), detail.Summary.Error);
        Assert.Equal(new string('x', 4_095), detail.Attempts[0].Error);
        Assert.Equal("permanent", detail.Attempts[0].Outcome);
    }

    [Fact]
    public async Task GetAsync_Unknown_IsNull()
    {
        await using MessageEngine engine = Open();

        Assert.Null(await engine.Store.GetAsync("unknown", default));
    }

    [Fact]
    public async Task SearchAsync_EachStatus_FindsItsMessages()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("processed", "dead", "retrying", "discarded", "processing");
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        await engine.CompleteAsync(leases[0]);
        await engine.BuryAsync(leases[1], "kept");
        await engine.RetryAsync(leases[2], TimeSpan.FromHours(1));
        await engine.BuryAsync(leases[3], "unwanted");
        await engine.DeadLetters.DiscardAsync(new MessageFilter { ErrorType = "unwanted" }, engine.Entry("deadletter.discard"), default);
        await engine.EnqueueAllAsync("queued");
        engine.Store.Note(Refused(engine, "rejected", MessageStatus.Rejected));
        engine.Store.Note(Refused(engine, "duplicate", MessageStatus.Duplicate));
        await engine.FlushNotesAsync();

        foreach (MessageStatus status in Enum.GetValues<MessageStatus>())
        {
            string[] expected = status == MessageStatus.Received ? [] : [status.ToString().ToLowerInvariant()];
            MessagePage page = await engine.Store.SearchAsync(new MessageFilter { Status = status }, default);
            Assert.Equal(expected, page.Items.Select(item => item.Id));
            Assert.All(page.Items, item => Assert.Equal(status, item.Status));
        }

        Assert.Equal(
            ["duplicate", "rejected", "queued", "processing", "discarded", "retrying", "dead", "processed"],
            await engine.SearchAsync(new MessageFilter()));
    }

    [Fact]
    public async Task SearchAsync_EachFilter_FindsWhatFits()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        await engine.EnqueueAsync(engine.New("a", type: "one", protocol: "http", user: "ana"));
        engine.Time.Advance(TimeSpan.FromMinutes(1));
        await engine.EnqueueAsync(engine.New("b", type: "two", protocol: "mqtt", user: "bia"));
        engine.Time.Advance(TimeSpan.FromMinutes(1));
        await engine.EnqueueAsync(engine.New("c", type: "one", protocol: "mqtt", user: "ana"));
        engine.Store.Note(Refused(engine, "d", MessageStatus.Rejected) with { UserId = "ana", Type = "one" });
        await engine.FlushNotesAsync();

        Assert.Equal(["b"], await engine.SearchAsync(new MessageFilter { Id = "b" }));
        Assert.Equal(["d", "c", "a"], await engine.SearchAsync(new MessageFilter { Type = "one" }));
        Assert.Equal(["c", "b"], await engine.SearchAsync(new MessageFilter { Protocol = "mqtt" }));
        Assert.Equal(["d", "c", "a"], await engine.SearchAsync(new MessageFilter { UserId = "ana" }));
        Assert.Equal(["c"], await engine.SearchAsync(new MessageFilter { UserId = "ana", Protocol = "mqtt", Status = MessageStatus.Queued }));
        Assert.Equal(["d", "c", "b"], await engine.SearchAsync(new MessageFilter { From = start + TimeSpan.FromMinutes(1) }));
        Assert.Equal(["b", "a"], await engine.SearchAsync(new MessageFilter { To = start + TimeSpan.FromMinutes(2) }));
        Assert.Equal(["b"], await engine.SearchAsync(new MessageFilter { From = start + TimeSpan.FromSeconds(1), To = start + TimeSpan.FromMinutes(2), Type = "two" }));
        Assert.Empty(await engine.SearchAsync(new MessageFilter { Type = "three" }));
    }

    [Fact]
    public async Task SearchAsync_ClockSetBack_StillFindsByTime()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset late = engine.Now + TimeSpan.FromDays(1);
        for (int i = 0; i < 1_500; i++)
        {
            NewMessage message = engine.New($"m{i}");
            await engine.EnqueueAsync(message with { Message = message.Message with { ReceivedAt = i < 1_200 ? late : engine.Now + TimeSpan.FromSeconds(i) } });
        }

        string[] found = await engine.SearchAsync(new MessageFilter { From = engine.Now + TimeSpan.FromSeconds(1_300), To = engine.Now + TimeSpan.FromSeconds(1_303) });

        Assert.Equal(["m1302", "m1301", "m1300"], found);
    }

    [Fact]
    public async Task SearchAsync_ByErrorType_FindsDeadLetters()
    {
        await using MessageEngine engine = Open();
        await engine.BuryAllAsync("timeout", "a", "b");
        await engine.BuryAllAsync("bad_payload", "c");

        Assert.Equal(["b", "a"], await engine.SearchAsync(new MessageFilter { ErrorType = "timeout" }));
        Assert.Equal(["c"], await engine.SearchAsync(new MessageFilter { ErrorType = "bad_payload", Status = MessageStatus.Dead }));
    }

    [Fact]
    public async Task SearchAsync_PageByPage_ReturnsEachOnceWhileOthersCome()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync([.. Enumerable.Range(0, 25).Select(i => $"m{i}")]);
        var seen = new List<string>();
        string? cursor = null;
        int pages = 0;
        do
        {
            MessagePage page = await engine.Store.SearchAsync(new MessageFilter { Limit = 10, Cursor = cursor }, default);
            seen.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Next;
            await engine.EnqueueAllAsync($"later{pages++}");
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"m{i}"), seen);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task SearchAsync_LastPageIsFull_HasNoNext()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a", "b");

        Assert.Null((await engine.Store.SearchAsync(new MessageFilter { Limit = 2 }, default)).Next);
    }

    [Fact]
    public async Task SearchAsync_HardlyAnythingFits_GoesOnFromItsCursor()
    {
        await using MessageEngine engine = Open(options => options.SearchRows = 1_000);
        await engine.EnqueueAsync(engine.New("first", type: "rare"));
        await Task.WhenAll(Enumerable.Range(0, 7_000).Select(i => engine.EnqueueAsync(engine.New($"m{i}"))));
        var filter = new MessageFilter { Type = "rare" };

        MessagePage page = await engine.Store.SearchAsync(filter, default);
        int pages = 1;
        while (page.Items.Count == 0)
        {
            Assert.NotNull(page.Next);
            page = await engine.Store.SearchAsync(filter with { Cursor = page.Next }, default);
            pages++;
        }

        Assert.Equal("first", Assert.Single(page.Items).Id);
        Assert.InRange(pages, 2, 10);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAA")]
    [InlineData("AQAAAAAAAAABAAA")]
    [InlineData("ção ção ção ção")]
    public async Task SearchAsync_BadCursor_IsRefused(string cursor)
    {
        await using MessageEngine engine = Open();

        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(
            async () => await engine.Store.SearchAsync(new MessageFilter { Cursor = cursor }, default));

        Assert.Contains("cursor", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task SearchAsync_BadLimit_IsRefused(int limit)
    {
        await using MessageEngine engine = Open();

        await Assert.ThrowsAsync<ArgumentException>(async () => await engine.Store.SearchAsync(new MessageFilter { Limit = limit }, default));
    }

    [Fact]
    public async Task Note_Refused_IsFoundWithAllItHolds()
    {
        await using MessageEngine engine = Open();
        MessageSummary note = Refused(engine, "r", MessageStatus.Rejected) with { UserId = "ana", TraceId = "0af7651916cd43dd8448eb211c80319c", Size = 9 };

        engine.Store.Note(note);
        await engine.FlushNotesAsync();

        Assert.Equal(note, (await engine.Store.GetAsync("r", default))!.Summary);
    }

    [Fact]
    public async Task Note_MoreThanFit_DropsTheRest()
    {
        await using MessageEngine engine = Open(options => options.NoteCapacity = 3);
        for (int i = 0; i < 10; i++)
        {
            engine.Store.Note(Refused(engine, $"r{i}", MessageStatus.Rejected));
        }

        await engine.FlushNotesAsync();

        Assert.Equal(["r2", "r1", "r0"], await engine.SearchAsync(new MessageFilter { Status = MessageStatus.Rejected }));
    }

    [Fact]
    public async Task RetainAsync_TooOld_RemovesByKind()
    {
        await using MessageEngine engine = Open(options =>
        {
            options.Retention.Refused = TimeSpan.FromDays(1);
            options.Retention.Processed = TimeSpan.FromDays(7);
            options.Retention.Dead = TimeSpan.FromDays(30);
            options.Retention.Audit = TimeSpan.FromDays(365);
        });
        await engine.EnqueueAllAsync("processed", "dead", "retrying");
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        await engine.CompleteAsync(leases[0], "out");
        await engine.BuryAsync(leases[1]);
        await engine.RetryAsync(leases[2], TimeSpan.FromDays(900));
        engine.Store.Note(Refused(engine, "rejected", MessageStatus.Rejected));
        await engine.FlushNotesAsync();
        await engine.Audit.WriteAsync(engine.Entry("test"), default);

        string[][] left =
        [
            ["rejected", "retrying", "dead", "processed"],
            ["retrying", "dead", "processed"],
            ["retrying", "dead"],
            ["retrying"],
        ];
        int[] days = [0, 2, 6, 23];
        for (int i = 0; i < left.Length; i++)
        {
            engine.Time.Advance(TimeSpan.FromDays(days[i]));
            await engine.RetainAsync();
            Assert.Equal(left[i], await engine.SearchAsync(new MessageFilter()));
        }

        Assert.Null(await engine.Store.GetAsync("processed", default));
        Assert.Equal(0, engine.DeadLetters.Count);
        Assert.Equal(1, engine.Queue.Count);
        Assert.Single(await engine.Audit.ReadAsync(10, default));
        engine.Time.Advance(TimeSpan.FromDays(366));
        await engine.RetainAsync();
        Assert.Empty(await engine.Audit.ReadAsync(10, default));
    }

    [Fact]
    public async Task RetainAsync_ProcessedLongAfterItCame_IsKeptFromItsEnd()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("slow");
        engine.Time.Advance(TimeSpan.FromDays(10));
        await engine.CompleteAsync(await engine.LeaseOneAsync());

        await engine.RetainAsync();
        Assert.Equal(["slow"], await engine.SearchAsync(new MessageFilter()));

        engine.Time.Advance(TimeSpan.FromDays(8));
        await engine.RetainAsync();
        Assert.Empty(await engine.SearchAsync(new MessageFilter()));
    }

    [Fact]
    public async Task RetainAsync_Thousands_RemovesAllAndKeepsTheYoung()
    {
        await using MessageEngine engine = Open();
        await Task.WhenAll(Enumerable.Range(0, 2_500).Select(i => engine.EnqueueAsync(engine.New($"m{i}"))));
        for (int left = 2_500; left > 0;)
        {
            IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync(1_000);
            await Task.WhenAll(leases.Select(lease => engine.CompleteAsync(lease)));
            left -= leases.Count;
        }

        engine.Time.Advance(TimeSpan.FromDays(8));
        await engine.EnqueueAllAsync("young");
        await engine.RetainAsync();

        Assert.Equal(["young"], await engine.SearchAsync(new MessageFilter()));
        Assert.Equal(["young"], await engine.SearchAsync(new MessageFilter { From = engine.Now }));
    }

    [Fact]
    public async Task AuditLog_Written_IsReadNewestFirst()
    {
        await using MessageEngine engine = Open();
        await engine.Audit.WriteAsync(engine.Entry("one") with { Details = "more" }, default);
        await engine.Audit.WriteAsync(engine.Entry("two"), default);

        IReadOnlyList<AuditEntry> entries = await engine.Audit.ReadAsync(10, default);

        Assert.Equal([engine.Entry("two"), engine.Entry("one") with { Details = "more" }], entries);
        Assert.Equal("two", Assert.Single(await engine.Audit.ReadAsync(1, default)).Action);
    }

    private static MessageSummary Refused(MessageEngine engine, string id, MessageStatus status) => new()
    {
        Id = id,
        Type = "pedido.criado",
        Protocol = "http",
        Status = status,
        Subject = "key:test",
        ReceivedAt = engine.Now,
        UpdatedAt = engine.Now,
        ErrorType = "schema",
        Error = "total is missing",
        DuplicateOf = status == MessageStatus.Duplicate ? "first" : null,
    };
}
