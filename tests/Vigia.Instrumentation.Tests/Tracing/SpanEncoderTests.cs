using System.Diagnostics;
using Vigia.Instrumentation.Tracing.Export;
using Vigia.Testing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Tracing;

/// <summary>What the encoder writes, read back by field numbers of opentelemetry-proto's trace.proto and common.proto.</summary>
public sealed class SpanEncoderTests
{
    // A length takes a second byte from 128 on and a third from 16,384 on; a character takes up to three bytes.
    [Theory]
    [InlineData('x')]
    [InlineData('é')]
    [InlineData('€')]
    public void Write_TextOfAnyLength_IsReadBack(char letter)
    {
        foreach (int length in Enumerable.Range(0, 300).Append(5_450).Append(5_470).Append(16_400))
        {
            string text = new(letter, length);
            var to = new ProtobufText(1);
            Assert.True(AttributeEncoder.Write(to, 9, "a.key", text));
            Assert.Equal(text, new ProtobufMessage(to.Written.ToArray()).Attributes(9)["a.key"]);
        }
    }

    [Fact]
    public void Write_KeyOfAnyLength_IsReadBack()
    {
        for (int length = 1; length < 200; length++)
        {
            string key = new('k', length);
            var to = new ProtobufText(1);
            Assert.True(AttributeEncoder.Write(to, 9, key, "value"));
            Assert.Equal("value", new ProtobufMessage(to.Written.ToArray()).Attributes(9)[key]);
        }
    }

    [Fact]
    public void Write_TooLongText_IsCut()
    {
        var to = new ProtobufText(1);
        AttributeEncoder.Write(to, 9, "k", new string('x', AttributeEncoder.MaxTextLength + 1));
        Assert.Equal(AttributeEncoder.MaxTextLength, new ProtobufMessage(to.Written.ToArray()).Attributes(9)["k"].Length);
    }

    [Fact]
    public void Write_ValuesOfEveryKind_HaveTheirField()
    {
        Assert.Equal(1UL, Value(true).Number(2));
        Assert.Equal(0UL, Value(false).Number(2));
        Assert.Equal(ulong.MaxValue, Value(-1).Number(3));
        Assert.Equal(ulong.MaxValue, Value(-1L).Number(3));
        Assert.Equal(200UL, Value((byte)200).Number(3));
        Assert.Equal(uint.MaxValue, Value(uint.MaxValue).Number(3));
        Assert.Equal("00000000-0000-0000-0000-000000000000", Value(Guid.Empty).Text(1));
        Assert.Equal(["a", "b"], Value(new[] { "a", "b" }).Messages(5).Single().Messages(1).Select(item => item.Text(1)));
    }

    [Fact]
    public void Write_ToStringThrows_NothingIsLeftOfIt()
    {
        var to = new ProtobufText(1);
        Assert.False(AttributeEncoder.Write(to, 9, "k", new Throwing()));
        Assert.Equal(0, to.Length);
    }

    [Fact]
    public void Write_MoreAttributesEventsAndLinksThanTheBound_AreCountedAsDropped()
    {
        using Activity span = new Activity("many").SetIdFormat(ActivityIdFormat.W3C).Start();
        for (int i = 0; i < AttributeEncoder.MaxCount + 3; i++)
        {
            span.AddTag("k" + i, i);
            span.AddEvent(new ActivityEvent("e"));
            span.AddLink(new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true)));
        }

        span.AddTag("throws", new Throwing());
        ProtobufMessage read = Encode(span);
        Assert.Equal(AttributeEncoder.MaxCount, read.Messages(9).Count());
        Assert.Equal(4UL, read.Number(10));
        Assert.Equal(AttributeEncoder.MaxCount, read.Messages(11).Count());
        Assert.Equal(3UL, read.Number(12));
        Assert.Equal(AttributeEncoder.MaxCount, read.Messages(13).Count());
        Assert.Equal(3UL, read.Number(14));
        Assert.Equal(span.Links.First().Context.SpanId.ToHexString(), Convert.ToHexStringLower(read.Messages(13).First().Bytes(2)));
    }

    [Fact]
    public void Write_Failed_HasStatusMessageAndException()
    {
        using Activity span = new Activity("failed").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.SetStatus(ActivityStatusCode.Error, "went wrong");
        span.AddException(new InvalidOperationException("went wrong"));
        ProtobufMessage read = Encode(span);
        ProtobufMessage status = Assert.Single(read.Messages(15));
        Assert.Equal("went wrong", status.Text(2));
        Assert.Equal(2UL, status.Number(3));
        ProtobufMessage happened = Assert.Single(read.Messages(11));
        Assert.Equal("exception", happened.Text(2));
        Assert.Equal("System.InvalidOperationException", happened.Attributes(3)["exception.type"]);
    }

    [Theory]
    [InlineData("OK", 1UL)]
    [InlineData("ERROR", 2UL)]
    public void Write_StatusAsAttribute_BecomesTheStatus(string code, ulong expected)
    {
        using Activity span = new Activity("old").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.AddTag("otel.status_code", code);
        ProtobufMessage read = Encode(span);
        Assert.Equal(expected, Assert.Single(read.Messages(15)).Number(3));
        Assert.Empty(read.Messages(9));
    }

    private static ProtobufMessage Encode(Activity span)
    {
        span.Stop();
        var to = new ProtobufText(1);
        SpanEncoder.Write(to, span);
        return new ProtobufMessage(to.Written.ToArray());
    }

    private static ProtobufMessage Value(object value)
    {
        var to = new ProtobufText(1);
        Assert.True(AttributeEncoder.Write(to, 9, "k", value));
        return new ProtobufMessage(to.Written.ToArray()).Messages(9).Single().Messages(2).Single();
    }

    private sealed class Throwing
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
