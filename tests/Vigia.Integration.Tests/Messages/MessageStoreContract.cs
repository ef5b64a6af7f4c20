using System.Text;
using Vigia.Integration.Messages;
using Vigia.Integration.Queue;
using Vigia.Integration.Tests.Queue;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
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
        Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
        engine.Time.Advance(TimeSpan.FromDays(366));
        await engine.RetainAsync();
        Assert.Empty(await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default));
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

        IReadOnlyList<AuditEntry> entries = await engine.Audit.ReadAsync(new AuditFilter { Limit = 10 }, default);

        Assert.Equal([engine.Entry("two") with { Number = 2 }, engine.Entry("one") with { Details = "more", Number = 1 }], entries);
        Assert.Equal("two", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter { Limit = 1 }, default)).Action);
    }

    [Fact]
    public async Task AuditLog_EachFilter_FindsWhatFits()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        await engine.Audit.WriteAsync(engine.Entry("one") with { Target = "a" }, default);
        engine.Time.Advance(TimeSpan.FromMinutes(1));
        await engine.Audit.WriteAsync(engine.Entry("two.item") with { Target = "a", Actor = "bia" }, default);
        await engine.Audit.WriteAsync(engine.Entry("two") with { Target = "{}" }, default);

        Assert.Equal(["two", "one"], await ActionsAsync(new AuditFilter()));
        Assert.Equal(["two.item", "one"], await ActionsAsync(new AuditFilter { Target = "a" }));
        Assert.Equal(["two.item"], await ActionsAsync(new AuditFilter { Action = "two.item" }));
        Assert.Equal(["two", "one"], await ActionsAsync(new AuditFilter { Actor = "ana" }));
        Assert.Equal(["one"], await ActionsAsync(new AuditFilter { To = start.AddSeconds(1) }));
        Assert.Equal(["two"], await ActionsAsync(new AuditFilter { From = start.AddSeconds(1) }));
        Assert.Equal(["one"], await ActionsAsync(new AuditFilter { Before = 3 }));

        async Task<string[]> ActionsAsync(AuditFilter filter) => [.. (await engine.Audit.ReadAsync(filter, default)).Select(entry => entry.Action)];
    }

    [Fact]
    public async Task SearchAsync_WhatTheConsoleAsks_FindsWhatFits()
    {
        await using MessageEngine engine = Open();
        NewMessage first = engine.New("loja-1", partition: "p1", user: "Ana", type: "pedido.criado");
        await engine.EnqueueAsync(first with
        {
            Message = first.Message with { Headers = new Dictionary<string, string> { ["x-request-id"] = "req_9" }, TraceParent = "00-11111111111111111111111111111111-b7ad6b7169203331-01" },
        });
        await engine.RetryAsync(await engine.LeaseOneAsync(), TimeSpan.FromHours(1));
        await engine.EnqueueAsync(engine.New("loja%2", subject: "key:other", type: "nota"));
        engine.Store.Note(Refused(engine, "recusada", MessageStatus.Rejected) with { TraceId = "22222222222222222222222222222222", Error = "Too LARGE" });
        await engine.FlushNotesAsync();

        Assert.Equal(["loja%2", "loja-1"], await engine.SearchAsync(new MessageFilter { IdPrefix = "loja" }));
        Assert.Equal(["loja%2"], await engine.SearchAsync(new MessageFilter { IdPrefix = "loja%" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { Text = "ana" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { Text = "IT FAILED" }));
        Assert.Equal(["recusada"], await engine.SearchAsync(new MessageFilter { Text = "too large" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { RequestId = "req_9" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { TraceId = "11111111111111111111111111111111" }));
        Assert.Equal(["recusada"], await engine.SearchAsync(new MessageFilter { TraceId = "22222222222222222222222222222222" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { PartitionKey = "p1" }));
        Assert.Equal(["loja%2"], await engine.SearchAsync(new MessageFilter { Subject = "key:other" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { ErrorType = "timeout" }));
        Assert.Equal(["loja-1"], await engine.SearchAsync(new MessageFilter { ErrorType = "timeout", Status = MessageStatus.Retrying }));
        Assert.Empty(await engine.SearchAsync(new MessageFilter { Text = "nothing like it" }));
    }

    [Fact]
    public async Task CountAsync_SeveralStatuses_CountsEachInItsBucket()
    {
        await using MessageEngine engine = Open();
        DateTimeOffset start = engine.Now;
        await engine.EnqueueAllAsync("a", "b");
        foreach (LeasedMessage lease in await engine.LeaseAsync())
        {
            await engine.CompleteAsync(lease);
        }

        engine.Time.Advance(TimeSpan.FromMinutes(2));
        await engine.BuryAllAsync("timeout", "c");
        await engine.EnqueueAllAsync("d");
        engine.Store.Note(Refused(engine, "e", MessageStatus.Rejected));
        await engine.FlushNotesAsync();
        var window = new MessageFilter { From = start, To = start.AddMinutes(3) };

        MessageCounts counts = await engine.Store.CountAsync(window, TimeSpan.FromMinutes(1), default);

        Assert.Equal([start, start.AddMinutes(1), start.AddMinutes(2)], counts.Buckets.Select(bucket => bucket.Start));
        Assert.Equal("Processed 2", Text(counts.Buckets[0].Counts));
        Assert.Equal("", Text(counts.Buckets[1].Counts));
        Assert.Equal("Dead 1, Queued 1, Rejected 1", Text(counts.Buckets[2].Counts));
        Assert.Equal("Dead 1, Processed 2, Queued 1, Rejected 1", Text(counts.Totals));
        Assert.Equal((start, 60), (counts.CountedFrom, counts.StepSeconds));
        Assert.Equal("Dead 1", Text((await engine.Store.CountAsync(window with { ErrorType = "timeout" }, TimeSpan.FromMinutes(1), default)).Totals));
        Assert.Equal("Processed 2", Text((await engine.Store.CountAsync(window with { Status = MessageStatus.Processed }, TimeSpan.FromMinutes(1), default)).Totals));
        Assert.Equal("Rejected 1", Text((await engine.Store.CountAsync(window with { Text = "E", Status = MessageStatus.Rejected }, TimeSpan.FromMinutes(1), default)).Totals));

        static string Text(IReadOnlyDictionary<MessageStatus, long> all) =>
            string.Join(", ", all.Select(each => $"{each.Key} {each.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CountAsync_MoreThanItLooksAt_SaysFromWhenItIsComplete()
    {
        await using MessageEngine engine = Open(options => options.SearchRows = 1_000);
        DateTimeOffset start = engine.Now;
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => engine.EnqueueAsync(engine.New($"m{i}"))));
        engine.Time.Advance(TimeSpan.FromMinutes(5));
        await Task.WhenAll(Enumerable.Range(0, 1_500).Select(i => engine.EnqueueAsync(engine.New($"n{i}"))));

        MessageCounts counts = await engine.Store.CountAsync(
            new MessageFilter { From = start, To = engine.Now.AddMinutes(1) }, TimeSpan.FromMinutes(1), default);

        Assert.InRange(counts.Totals[MessageStatus.Queued], 1, 1_500);
        Assert.True(counts.CountedFrom > start);
    }

    [Fact]
    public async Task HastenAsync_Retrying_IsLentAtOnceAndAudited()
    {
        await using MessageEngine engine = Open();
        await engine.EnqueueAllAsync("a", "b");
        IReadOnlyList<LeasedMessage> leases = await engine.LeaseAsync();
        await engine.RetryAsync(leases[0], TimeSpan.FromHours(1));

        Assert.Equal(HastenOutcome.Ready, await engine.Store.HastenAsync("a", engine.Entry("message.retry"), default));
        Assert.Equal(HastenOutcome.NotRetrying, await engine.Store.HastenAsync("b", engine.Entry("message.retry"), default));
        Assert.Equal(HastenOutcome.Missing, await engine.Store.HastenAsync("c", engine.Entry("message.retry"), default));

        LeasedMessage again = await engine.LeaseOneAsync();
        Assert.Equal(("a", 2), (again.Message.Id, again.Attempt));
        Assert.Equal("message.retry", Assert.Single(await engine.Audit.ReadAsync(new AuditFilter(), default)).Action);
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
