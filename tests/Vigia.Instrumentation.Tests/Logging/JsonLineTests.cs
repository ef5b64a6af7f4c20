using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class JsonLineTests
{
    [Fact]
    public void Log_EventOfTheGuide_WritesItsObjectToTheLetter()
    {
        using var log = new LogHarness();
        var scope = new Dictionary<string, object?> { ["RequestId"] = "req_123", ["UserId"] = "user_123", ["Ip"] = "127.0.0.1" };
        using (log.Logger.BeginScope(scope))
        {
            List<KeyValuePair<string, object?>> state =
                [new("MessageId", "msg_123"), new("Protocol", "http"), new("Status", "success"), new("ProcessingTimeMs", 50)];
            log.Logger.Log(LogLevel.Information, default, state, null, static (_, _) => "Mensagem processada");
        }

        // The guide's own example, without its blanks.
        Assert.Equal(
            """{"timestamp":"2024-01-01T00:00:00Z","level":"INFO","service":"integracao","component":"message_processor","message":"Mensagem processada","details":{"message_id":"msg_123","protocol":"http","status":"success","processing_time_ms":50},"context":{"request_id":"req_123","user_id":"user_123","ip":"127.0.0.1"}}""" + "\n",
            log.End());
    }

    [Fact]
    public void Log_NothingButAMessage_StillHasDetailsAndContext()
    {
        using var log = new LogHarness();
        SampleMessages.Processed(log.Logger);
        Assert.EndsWith("""
            "message":"Mensagem processada","details":{},"context":{}}

            """, log.End(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Trace, "DEBUG")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARNING")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "CRITICAL")]
    public void Log_Level_HasTheGuidesName(LogLevel level, string expected)
    {
        using var log = new LogHarness();
        log.Logger.Log(level, "x");
        Assert.Equal(expected, log.Line().GetProperty("level").GetString());
    }

    [Theory]
    [InlineData(0, "2024-01-01T00:00:00Z")]
    [InlineData(2_500_000, "2024-01-01T00:00:00.250000Z")]
    [InlineData(10, "2024-01-01T00:00:00.000001Z")]
    [InlineData(9, "2024-01-01T00:00:00Z")]
    public void Log_Timestamp_HasAFractionOnlyWhereThereIsOne(long ticks, string expected)
    {
        using var log = new LogHarness();
        log.Time.Advance(TimeSpan.FromTicks(ticks));
        SampleMessages.Processed(log.Logger);
        Assert.Equal(expected, log.Line().GetProperty("timestamp").GetString());
    }

    [Theory]
    [InlineData("Vigia.Integration.Processing.MessageProcessor", "message_processor")]
    [InlineData("Microsoft.Hosting.Lifetime", "lifetime")]
    [InlineData("A.HTTPListener", "http_listener")]
    [InlineData("A.Outer+Inner", "inner")]
    [InlineData("A.Worker`1[[System.String]]", "worker")]
    [InlineData("Program", "program")]
    [InlineData("Vigia.Integration.Listeners.Mqtt.Session", "mqtt")]
    [InlineData("Vigia.Integration.Listeners.MqttX.Session", "session")]
    public void Log_Category_GivesTheComponent(string category, string expected)
    {
        using var log = new LogHarness(options => options.Components["Vigia.Integration.Listeners.Mqtt"] = "mqtt");
        SampleMessages.Processed(log.Category(category));
        Assert.Equal(expected, log.Line().GetProperty("component").GetString());
    }

    [Fact]
    public void Log_LoggerMessage_RendersMessageAndKeepsTypes()
    {
        using var log = new LogHarness();
        SampleMessages.ProcessedWithDetails(log.Logger, "msg_123", "http", "success", 50);
        JsonElement line = log.Line();
        Assert.Equal("Mensagem msg_123 processada por http: success em 50 ms", line.GetProperty("message").GetString());
        Assert.Equal("""{"message_id":"msg_123","protocol":"http","status":"success","processing_time_ms":50}""", line.GetProperty("details").GetRawText());
    }

    /// <summary>As the runtime's own generator writes it; the tests' messages are made by Microsoft.Extensions.Telemetry's.</summary>
    [Fact]
    public void Log_DefinedMessage_RendersMessageAndKeepsTypes()
    {
        using var log = new LogHarness();
        Action<ILogger, string, string, int, Exception?> message = LoggerMessage.Define<string, string, int>(LogLevel.Information, default, "Mensagem {MessageId} com {ApiKey} em {ProcessingTimeMs} ms");
        message(log.Logger, "msg_123", "hunter2", 50, null);
        JsonElement line = log.Line();
        Assert.Equal("Mensagem msg_123 com *** em 50 ms", line.GetProperty("message").GetString());
        Assert.Equal("""{"message_id":"msg_123","api_key":"***","processing_time_ms":50}""", line.GetProperty("details").GetRawText());
    }

    [Fact]
    public void Log_AlignmentAndFormat_RenderAsTheLoggingLibraryDoes()
    {
        using var log = new LogHarness();
        SampleMessages.Aligned(log.Logger, "ab", "cd", 1234.567);
        SampleMessages.Many(log.Logger, 1, 2, 3, 4, 5, 6, 7, "x9!");
        // The templates' own mistakes are kept as the library keeps them; a text with holes of both kinds and lists.
        log.Logger.LogInformation("{A} {b:N1} {C} {{x}}", null, 12.25m, new[] { 1, 2 });
        log.Logger.LogInformation("sem valores {{x}}");
        List<string?> messages = [.. log.Lines().Select(static line => line.GetProperty("message").GetString())];
        Assert.Equal(["Alinhado [ab    ] [    cd] [1234.57] {literal}", "Muitos: 1 2 3 4 5 6 7 ***", "(null) 12.3 1, 2 {x}", "sem valores {{x}}"], messages);
    }

    [Fact]
    public void Log_ValuesOfEveryKind_BecomeJsonOfTheFittingType()
    {
        using var log = new LogHarness();
        using var json = JsonDocument.Parse("""{"Valor":1.50,"Senha":"s3cr3t","l":[1,"a"]}""");
        List<KeyValuePair<string, object?>> state =
        [
            new("Text", "á\"\\\n\u0001\u0085\u2028\ud800ñ😀"), new("Int", -5), new("Long", long.MaxValue), new("Double", 0.1), new("NaN", double.NaN),
            new("Float", 1.5f), new("Decimal", 1.10m), new("Bool", true), new("Null", null), new("Enum", DayOfWeek.Friday),
            new("Guid", Guid.Empty), new("Time", new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(-3))), new("Span", TimeSpan.FromSeconds(90)),
            new("Bytes", new byte[] { 1, 2, 3 }), new("List", new object?[] { 1, "b", null }), new("Map", new Dictionary<string, int> { ["InnerKey"] = 2 }),
            new("Json", json.RootElement), new("Uri", new Uri("http://u:p4ss@h/x")), new("Address", System.Net.IPAddress.Loopback),
        ];
        log.Logger.Log(LogLevel.Information, default, state, null, static (_, _) => "m");
        Assert.Equal(
            """{"text":"á\"\\\n\u0001\u0085\u2028"""
            + "\ufffdñ😀\""
            + ""","int":-5,"long":9223372036854775807,"double":0.1,"na_n":"NaN","float":1.5,"decimal":1.10,"bool":true,"null":null,"enum":"Friday","guid":"00000000-0000-0000-0000-000000000000","time":"2024-05-06T10:08:09Z","span":"00:01:30","bytes":"AQID","list":[1,"b",null],"map":{"inner_key":2},"json":{"valor":1.50,"senha":"***","l":[1,"a"]},"uri":"http://u:***@h/x","address":"127.0.0.1"}""",
            log.Line().GetProperty("details").GetRawText());
    }

    [Fact]
    public void Log_ControlCharacters_NeverBreakTheLine()
    {
        using var log = new LogHarness();
        string nasty = string.Concat(Enumerable.Range(0, 0x100).Select(static c => (char)c)) + "\u2028\u2029\udc00\ud800";
        log.Logger.Log(LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new(nasty, nasty) }, null, (_, _) => nasty);
        string text = log.End();
        Assert.Equal(1, text.Count(static c => c is '\n'));
        Assert.DoesNotContain(text[..^1], static c => char.IsControl(c) || c is '\u2028' or '\u2029');
        string message = log.Line().GetProperty("message").GetString()!;
        Assert.Equal(nasty[..^2] + "\ufffd\ufffd", message);
    }

    [Fact]
    public void Log_UnderASpan_HasItsIdsAtTheEnd()
    {
        using var log = new LogHarness();
        using var activity = new Activity("process_message").Start();
        SampleMessages.Processed(log.Logger);
        activity.Stop();
        SampleMessages.Processed(log.Logger);
        List<JsonElement> lines = log.Lines();
        Assert.Equal(["timestamp", "level", "service", "component", "message", "details", "context", "trace_id", "span_id"], lines[0].EnumerateObject().Select(static p => p.Name));
        Assert.Equal(activity.TraceId.ToHexString(), lines[0].GetProperty("trace_id").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), lines[0].GetProperty("span_id").GetString());
        Assert.False(lines[1].TryGetProperty("trace_id", out _));
    }

    [Fact]
    public void Log_NestedScopes_InnerValueWins()
    {
        using var log = new LogHarness();
        using (log.Logger.BeginScope("Pedido {RequestId} de {Ip}", "outer", "10.0.0.1"))
        using (log.Logger.BeginScope(new KeyValuePair<string, object?>("request_id", "inner")))
        using (log.Logger.BeginScope(new Dictionary<string, string> { ["Token"] = "abc" }))
        {
            SampleMessages.Processed(log.Logger);
        }

        Assert.Equal("""{"request_id":"inner","ip":"10.0.0.1","token":"***"}""", log.Line().GetProperty("context").GetRawText());
    }

    [Fact]
    public void Log_Exception_IsADetail()
    {
        using var log = new LogHarness();
        try
        {
            try
            {
                throw new FormatException("ruim: password=hunter2");
            }
            catch (FormatException inner)
            {
                throw new InvalidOperationException("falhou", inner);
            }
        }
        catch (InvalidOperationException e)
        {
            log.Logger.Log(LogLevel.Error, e, "Falha");
        }

        JsonElement exception = log.Line().GetProperty("details").GetProperty("exception");
        Assert.Equal("System.InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Equal("falhou", exception.GetProperty("message").GetString());
        Assert.Contains(nameof(Log_Exception_IsADetail), exception.GetProperty("stack_trace").GetString(), StringComparison.Ordinal);
        Assert.Equal("ruim: password=***", exception.GetProperty("inner").GetProperty("message").GetString());
    }

    [Fact]
    public void Log_ThrowingValues_NeverReachTheCallerAndAreSaid()
    {
        using var log = new LogHarness();
        log.Logger.Log(LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new("Bad", new Throwing()), new("Good", 1) }, null, static (_, _) => "m");
        log.Logger.Log(LogLevel.Information, default, "state", null, static (_, _) => throw new FormatException());
        log.Logger.Log<object?>(LogLevel.Information, default, new ThrowingState(), null, static (_, _) => "m3");
        log.Logger.Log(LogLevel.Error, new ThrowingException(), "m4");
        using (log.Logger.BeginScope(new ThrowingState()))
        {
            SampleMessages.Processed(log.Logger);
        }

        List<JsonElement> lines = log.Lines();
        Assert.Equal(5, lines.Count);
        Assert.Equal("""{"bad":"(valor ilegível: NotSupportedException)","good":1}""", lines[0].GetProperty("details").GetRawText());
        Assert.Equal("(mensagem não formatada: FormatException)", lines[1].GetProperty("message").GetString());
        Assert.Equal("(mensagem não formatada: TimeoutException)", lines[2].GetProperty("message").GetString());
        Assert.Equal("(valor ilegível: NotSupportedException)", lines[3].GetProperty("details").GetProperty("exception").GetProperty("message").GetString());
        Assert.Equal("Mensagem processada", lines[4].GetProperty("message").GetString());
        Assert.True(log.FormatErrors >= 5);
    }

    [Fact]
    public void Log_ValueThatLogsItself_GivesBothLines()
    {
        using var log = new LogHarness();
        log.Logger.Log(LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new("V", new Logging(log.Logger)) }, null, static (_, _) => "m");
        Assert.Equal(["Mensagem processada", "m"], log.Lines().Select(static line => line.GetProperty("message").GetString()));
        Assert.Equal("texto", log.Lines()[1].GetProperty("details").GetProperty("v").GetString());
    }

    [Fact]
    public void Log_TooMuch_IsCutAndMarked()
    {
        using var log = new LogHarness(options =>
        {
            options.MaxMessageLength = 20;
            options.MaxValueLength = 16;
            options.MaxEntries = 3;
            options.MaxDepth = 2;
        });
        object deep = new object[] { new object[] { new object[] { 1 } } };
        List<KeyValuePair<string, object?>> state =
            [new("A", new string('x', 30)), new("B", Enumerable.Range(0, 9).ToArray()), new("C", deep), new("D", 1), new("E", 2)];
        log.Logger.Log(LogLevel.Information, default, state, null, static (_, _) => new string('m', 19) + "😀😀");
        JsonElement line = log.Line();
        Assert.Equal(new string('m', 19) + "…(+4)", line.GetProperty("message").GetString());
        Assert.Equal("""{"a":"xxxxxxxxxxxxxxxx…(+14)","b":[0,1,2,"…"],"c":[["…"]],"truncated_fields":2}""", line.GetProperty("details").GetRawText());
    }

    [Theory]
    [InlineData('x')]
    [InlineData('\u0001')]
    [InlineData('ç')]
    public void Log_HugeEvent_StaysWithinTheLineLimit(char filler)
    {
        const int Limit = 4096;
        using var log = new LogHarness(options => options.MaxLineBytes = Limit);
        string huge = new(filler, 100_000);
        var state = Enumerable.Range(0, 60).Select(i => new KeyValuePair<string, object?>($"k{i}", i % 2 == 0 ? huge : new[] { huge, huge })).ToList();
        using (log.Logger.BeginScope(state))
        using (new Activity("a").Start())
        {
            log.Logger.Log(LogLevel.Critical, default, state, new InvalidOperationException(huge, new FormatException(huge)), (_, _) => huge);
        }

        Assert.InRange(new FileInfo(log.Path) is var _ ? System.Text.Encoding.UTF8.GetByteCount(log.End()) : 0, 1000, Limit);
        JsonElement details = log.Line().GetProperty("details");
        Assert.True(details.GetProperty("truncated_fields").GetInt32() > 0);
        Assert.Equal("System.InvalidOperationException", details.GetProperty("exception").GetProperty("type").GetString());
    }

    [Fact]
    public void Log_EventName_IsADetailOnRequest()
    {
        using var log = new LogHarness(static options => options.IncludeEventName = true);
        SampleMessages.Processed(log.Logger);
        Assert.Equal("""{"event":"Processed"}""", log.Line().GetProperty("details").GetRawText());
    }

    [Fact]
    public void Log_ToATerminal_IsAShortReadableLine()
    {
        using var log = new LogHarness(textStdout: true);
        using (log.Logger.BeginScope(new Dictionary<string, object?> { ["RequestId"] = "req\u001b[31m" }))
        {
            SampleMessages.ProcessedWithDetails(log.Logger, "msg_1", "http", "success", 5);
        }

        Assert.Equal("00:00:00.000 INFO     message_processor Mensagem msg_1 processada por http: success em 5 ms request_id=\"req\\u001b[31m\"\n", log.Stdout());
    }

    private sealed class Throwing
    {
        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class Logging(ILogger logger)
    {
        public override string ToString()
        {
            SampleMessages.Processed(logger);
            return "texto";
        }
    }

    private sealed class ThrowingException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }

    private sealed class ThrowingState : IEnumerable<KeyValuePair<string, object?>>
    {
        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => throw new TimeoutException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
