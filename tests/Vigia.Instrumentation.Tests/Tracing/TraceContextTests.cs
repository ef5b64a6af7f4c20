using System.Diagnostics;
using CsCheck;
using Vigia.Instrumentation.Tracing;
using Xunit;

namespace Vigia.Instrumentation.Tests.Tracing;

[Collection(TracingIsolation.Name)]
public sealed class TraceContextTests
{
    private const string Valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false)]
    [InlineData(Valid, true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", true)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe", false)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-follows", true)]
    public void TryParse_WellFormed_IsRead(string traceParent, bool sampled)
    {
        Assert.True(TraceContext.TryParse(traceParent, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", out ActivityContext context));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", context.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", context.SpanId.ToHexString());
        Assert.Equal(sampled, context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        Assert.Equal("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", context.TraceState);
        Assert.True(context.IsRemote);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333١-01")]
    [InlineData(" 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void TryParse_Malformed_IsIgnored(string? traceParent) =>
        Assert.False(TraceContext.TryParse(traceParent, null, out _));

    [Theory]
    [InlineData("rojo")]
    [InlineData("rojo=")]
    [InlineData("=1")]
    [InlineData("ROJO=1")]
    [InlineData("rojo=1=2")]
    [InlineData("rojo=á")]
    [InlineData("rojo=1\n2")]
    [InlineData(",,,")]
    public void TryParse_MalformedState_IsReadWithoutIt(string traceState)
    {
        Assert.True(TraceContext.TryParse(Valid, traceState, out ActivityContext context));
        Assert.Null(context.TraceState);
    }

    [Fact]
    public void TryParse_StateAtItsBounds_IsReadAndBeyondThemIsNot()
    {
        string most = string.Join(',', Enumerable.Range(0, 32).Select(i => $"k{i}=v"));
        Assert.True(TraceContext.TryParse(Valid, most, out ActivityContext context));
        Assert.Equal(most, context.TraceState);
        TraceContext.TryParse(Valid, most + ",one=more", out context);
        Assert.Null(context.TraceState);
        TraceContext.TryParse(Valid, $"a={new string('x', 256)},b={new string('x', 251)}", out context);
        Assert.Equal(512, context.TraceState?.Length);
        TraceContext.TryParse(Valid, $"a={new string('x', 256)},b={new string('x', 252)}", out context);
        Assert.Null(context.TraceState);
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndAgreesWithTheFramework() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789abcdefABCDEF-"], 50, 60], Mutated()).Sample(text =>
        {
            if (TraceContext.TryParse(text, text, out ActivityContext context))
            {
                Assert.True(ActivityContext.TryParse(text[..55], null, out ActivityContext expected));
                Assert.Equal(expected.TraceId, context.TraceId);
                Assert.Equal(expected.SpanId, context.SpanId);
            }
        });

    [Fact]
    public void Inject_ThenExtract_IsTheSameContext()
    {
        using var span = new Activity("test") { TraceStateString = "rojo=1" };
        span.SetIdFormat(ActivityIdFormat.W3C).Start();
        var headers = new Dictionary<string, string> { ["traceparent"] = "old", ["tracestate"] = "old", ["other"] = "kept" };
        TraceContext.Inject(span, headers);
        Assert.True(TraceContext.TryExtract(headers, out ActivityContext context));
        Assert.Equal(span.TraceId, context.TraceId);
        Assert.Equal(span.SpanId, context.SpanId);
        Assert.Equal("rojo=1", context.TraceState);
        Assert.Equal("kept", headers["other"]);

        span.TraceStateString = null;
        TraceContext.Inject(span, headers);
        Assert.False(headers.ContainsKey("tracestate"));
    }

    [Fact]
    public void Inject_NoSpan_LeavesTheCarrier()
    {
        var headers = new Dictionary<string, string> { ["traceparent"] = "theirs" };
        TraceContext.Inject(null, headers);
        Assert.Equal("theirs", Assert.Single(headers).Value);
    }

    [Fact]
    public void Extract_FromListOfProperties_IsRead()
    {
        List<KeyValuePair<string, string>> properties = [new("traceparent", Valid), new("tracestate", "rojo=1")];
        Assert.True(TraceContext.TryExtract(properties, static (list, key) => list.Find(p => p.Key == key).Value, out ActivityContext context));
        Assert.Equal("rojo=1", context.TraceState);
    }

    private static Gen<string> Mutated() =>
        Gen.Select(Gen.Int[0, 54], Gen.Char["0aAgG-f\0\u00e9"], (at, c) => Valid[..at] + c + Valid[(at + 1)..]);
}
