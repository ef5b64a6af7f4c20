using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Envelopes;
using Vigia.Integration.Listeners.Http;
using Xunit;

namespace Vigia.Integration.Tests.Listeners.Http;

/// <summary>However the network cuts a body into pieces, the messages are the same.</summary>
public sealed class BatchReaderTests
{
    private static readonly AdmissionOptions Options = new() { MaxMessageBytes = 64, MaxHeaders = 0, MaxBatchBytes = 100_000 };

    private static readonly Gen<string> Item = Gen.OneOf(
        Gen.String["abc\"\\,[]{}\n ç"].Select(text => System.Text.Json.JsonSerializer.Serialize(new { a = text })),
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Const("{}"),
        Gen.Const("[[1,2],{\"b\":null}]"),
        Gen.Const("true"));

    [Fact]
    public Task ReadArray_AnyPieces_GivesTheItems() => Gen.Select(Item.Array[0, 8], Gen.Int[1, 7], Gen.Const(" ")).SampleAsync(async (items, piece, space) =>
    {
        string body = $"{space}[{space}{string.Join($"{space},{space}", items)}{space}]{space}";
        (List<string> read, IntakeResult? broken) = await ReadAsync(pipe => new ArrayBatchReader(pipe, Options), body, piece);
        Assert.Null(broken);
        Assert.Equal(items, read);
    });

    [Fact]
    public Task ReadLines_AnyPieces_GivesTheLines() => Gen.Select(Item.Array[0, 8], Gen.Int[1, 7], Gen.Bool).SampleAsync(async (items, piece, ended) =>
    {
        string body = string.Join('\n', items) + (ended ? "\n" : "");
        (List<string> read, IntakeResult? broken) = await ReadAsync(pipe => new LineBatchReader(pipe, Options), body, piece);
        Assert.Null(broken);
        Assert.Equal(items, read);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public async Task ReadLines_OversizedLine_IsMarkedAndSkipped(int piece)
    {
        int tooMuch = Options.MaxMessageBytes + Options.MaxEnvelopeBytes + 1;
        string body = $"1\n{new string('x', tooMuch)}\n2\n{new string('y', tooMuch)}";
        List<bool> tooLarge = [];
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        Task writing = WriteAsync(pipe.Writer, body, piece);
        var reader = new LineBatchReader(pipe.Reader, Options);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            tooLarge.Add(reader.IsTooLarge);
        }

        await writing;
        Assert.Equal([false, true, false, true], tooLarge);
    }

    [Fact]
    public async Task ReadLines_OversizedLastLine_IsMarkedThoughTheEndComesAfterIt()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        var reader = new LineBatchReader(pipe.Reader, Options);
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(new string('y', Options.MaxMessageBytes + Options.MaxEnvelopeBytes + 1)), TestContext.Current.CancellationToken);
        ValueTask<bool> reading = reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        await pipe.Writer.CompleteAsync();

        Assert.True(await reading);
        Assert.True(reader.IsTooLarge);
        Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Null(reader.Broken);
    }

    [Fact]
    public async Task ReadArray_OversizedItem_BreaksAsSoonAsItIsKnown()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes($"[1,\"{new string('x', 40_000)}"), TestContext.Current.CancellationToken);
        var reader = new ArrayBatchReader(pipe.Reader, Options);

        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(IntakeOutcome.TooLarge, reader.Broken?.Outcome);
    }

    /// <summary>The runtime's reader throws IndexOutOfRangeException for some of these cuts.</summary>
    [Theory]
    [InlineData("[t")]
    [InlineData("[tr ]")]
    [InlineData("[1,nul]")]
    [InlineData("[{\"a\":fals}]")]
    [InlineData("[{\"a\":t\n\n")]
    public async Task ReadArray_BrokenLiteral_BreaksHoweverItIsCut(string body)
    {
        for (int piece = 1; piece <= body.Length; piece++)
        {
            (_, IntakeResult? broken) = await ReadAsync(static pipe => new ArrayBatchReader(pipe, Options), body, piece);
            Assert.Equal(IntakeOutcome.Malformed, broken?.Outcome);
        }
    }

    [Theory]
    [InlineData("t")]
    [InlineData("{\"payload\":t")]
    [InlineData("{\"payload\":[nul")]
    [InlineData("{\"type\":fa ,")]
    public async Task ReadLines_BrokenLiteral_IsAnEnvelopeRefusedHoweverItIsCut(string line)
    {
        for (int piece = 1; piece <= line.Length; piece++)
        {
            Pipe pipe = Cut(piece);
            Task writing = WriteAsync(pipe.Writer, line + "\n{\"payload\":1}\n", piece);
            var reader = new LineBatchReader(pipe.Reader, Options);
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            Assert.False(EnvelopeReader.TryRead(reader.Item, Options, out _, out IntakeResult refusal));
            Assert.Equal(IntakeOutcome.Malformed, refusal.Outcome);
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            Assert.True(EnvelopeReader.TryRead(reader.Item, Options, out _, out refusal), refusal.Error);
            reader.Release();
            await writing;
        }
    }

    [Fact]
    public async Task Read_MoreThanTheBatchLimit_Breaks()
    {
        string body = string.Join('\n', Enumerable.Repeat("{}", 50_000));
        (List<string> read, IntakeResult? broken) = await ReadAsync(pipe => new LineBatchReader(pipe, Options), body, 8192);

        Assert.Equal(33_333, read.Count);
        Assert.Equal(IntakeOutcome.TooLarge, broken?.Outcome);
    }

    private static async Task<(List<string> Items, IntakeResult? Broken)> ReadAsync(Func<PipeReader, BatchReader> create, string body, int piece)
    {
        Pipe pipe = Cut(piece);
        Task writing = WriteAsync(pipe.Writer, body, piece);
        BatchReader reader = create(pipe.Reader);
        List<string> items = [];
        while (await reader.ReadAsync(CancellationToken.None))
        {
            if (!reader.IsTooLarge)
            {
                items.Add(Encoding.UTF8.GetString(reader.Item.ToArray()));
            }
        }

        reader.Release();
        await writing;
        return (items, reader.Broken);
    }

    // Each piece is a segment of its own, as the buffers of a connection are.
    private static Pipe Cut(int piece) => new(new PipeOptions(new SegmentPool(piece), pauseWriterThreshold: 0, minimumSegmentSize: 1));

    private static async Task WriteAsync(PipeWriter writer, string body, int piece)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        for (int i = 0; i < bytes.Length; i += piece)
        {
            await writer.WriteAsync(bytes.AsMemory(i, Math.Min(piece, bytes.Length - i)));
            await Task.Yield();
        }

        await writer.CompleteAsync();
    }

    private sealed class SegmentPool(int size) : MemoryPool<byte>
    {
        public override int MaxBufferSize => size;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Owner(new byte[size]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed record Owner(Memory<byte> Memory) : IMemoryOwner<byte>
        {
            public void Dispose()
            {
            }
        }
    }
}
