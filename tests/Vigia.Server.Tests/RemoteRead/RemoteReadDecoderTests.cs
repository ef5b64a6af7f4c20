using Vigia.Model.Labels;
using Vigia.Server.Protobuf;
using Vigia.Server.RemoteRead;
using Xunit;

namespace Vigia.Server.Tests.RemoteRead;

public sealed class RemoteReadDecoderTests
{
    [Fact]
    public void Read_AQuery_HasTimesAndMatchers()
    {
        RemoteReadRequest request = RemoteReadDecoder.Read(Request([], (0, "__name__", "up"), (1, "a", "b"), (2, "c", "d.*"), (3, "e", "f|g")));
        RemoteReadQuery query = Assert.Single(request.Queries);
        Assert.Equal((-5, 1_000), (query.Start, query.End));
        Assert.Equal(
            [new(MatchKind.Equal, "__name__", "up"), new(MatchKind.NotEqual, "a", "b"), new(MatchKind.Regex, "c", "d.*"), new LabelMatcher(MatchKind.NotRegex, "e", "f|g")],
            query.Matchers);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("1 0", 1)]
    [InlineData("0 1", 0)]
    [InlineData("7 1", 1)]
    public void Read_AcceptedTypes_TakesTheFirstThatIsKnown(string accepted, int chosen) =>
        Assert.Equal((RemoteReadResponseType)chosen, RemoteReadDecoder.Read(Request(Types(accepted))).ResponseType);

    [Fact]
    public void Read_OnlyUnknownTypes_IsRefused() =>
        Assert.Contains("requested response types: 7, 9", Assert.Throws<RemoteReadException>(() => RemoteReadDecoder.Read(Request(Types("7 9")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, "(", "the matcher of \"x\"")]
    [InlineData(4, "a", "unknown type 4")]
    public void Read_AWrongMatcher_NamesIt(ulong type, string value, string message) =>
        Assert.Contains(message, Assert.Throws<RemoteReadException>(() => RemoteReadDecoder.Read(Request([], (type, "x", value)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TooManyMatchers_IsRefused() =>
        Assert.Contains("more than 1000 matchers", Assert.Throws<RemoteReadException>(static () =>
            RemoteReadDecoder.Read(Request([], [.. Enumerable.Repeat((1ul, "x", "y"), RemoteReadDecoder.MaxParts + 1)]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_TooManyAutomata_IsRefused() =>
        Assert.Contains("more than 100 different expressions", Assert.Throws<RemoteReadException>(static () =>
            RemoteReadDecoder.Read(Request([], [.. Enumerable.Range(0, LabelPatternBudget.MaxAutomata + 1).Select(static i => (2ul, "x", $"x.+{i}.*y"))]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_EveryPrefix_IsReadOrRefused()
    {
        byte[] whole = Request(Types("1 0"), (0, "__name__", "up"), (2, "c", "d.*"));
        for (int length = 0; length < whole.Length; length++)
        {
            Exception? thrown = Record.Exception(() => RemoteReadDecoder.Read(whole.AsSpan(0, length)));
            Assert.True(thrown is null or ProtobufException or RemoteReadException, thrown?.ToString());
        }
    }

    private static ulong[] Types(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static type => ulong.Parse(type, null))];

    private static byte[] Request(ulong[] accepted, params (ulong Type, string Name, string Value)[] matchers)
    {
        var writer = new ProtobufWriter();
        int query = writer.Begin(1);
        writer.Signed(1, -5);
        writer.Signed(2, 1_000);
        foreach ((ulong type, string name, string value) in matchers)
        {
            int matcher = writer.Begin(3);
            writer.Integer(1, type);
            writer.Text(2, name);
            writer.Text(3, value);
            writer.End(matcher);
        }

        int hints = writer.Begin(4);
        writer.Signed(1, 15_000);
        writer.Text(2, "rate");
        writer.End(hints);
        writer.End(query);
        foreach (ulong type in accepted)
        {
            writer.Integer(2, type);
        }

        return writer.Written.ToArray();
    }
}
