using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Unicode;
using Vigia.Fuzz.Inputs;
using Vigia.Integration.Admission;
using Vigia.Integration.Listeners.Envelopes;
using Vigia.Integration.Listeners.Http;

namespace Vigia.Fuzz.Targets;

/// <summary>
/// A body of <c>POST /api/v1/messages</c>, taken as one envelope, as lines and as an array. Whether it comes whole or in
/// pieces must make no difference.
/// </summary>
internal sealed class HttpEnvelopeTarget : IFuzzTarget
{
    // Small, so that inputs reach the bounds.
    private static readonly AdmissionOptions Options = new() { MaxMessageBytes = 256, MaxBatchBytes = 12_000, MaxHeaders = 0, MaxDepth = 16 };

    public string Name => "http-envelope";

    public int BaseBytes => 256 * 1024;

    public int BytesPerInputByte => 1024;

    public void Run(byte[] input)
    {
        string whole = Read(new ReadOnlySequence<byte>(input));
        string split = Read(SplitSequence.Of(input, 3));
        FuzzFindingException.ThrowIf(whole != split, $"whole: {whole}; in pieces: {split}");
        Compare("lines", static body => new LineBatchReader(body, Options), input);
        Compare("array", static body => new ArrayBatchReader(body, Options), input);
    }

    /// <summary>Checks one envelope and tells what it came to.</summary>
    public static string Read(in ReadOnlySequence<byte> json)
    {
        bool isRead = EnvelopeReader.TryRead(json, Options, out Envelope envelope, out IntakeResult refusal);
        if (!isRead)
        {
            CheckRefusal(refusal);
            return $"{refusal.Outcome} {refusal.Field}";
        }

        FuzzFindingException.ThrowIf(envelope.Payload.IsEmpty || envelope.Payload.Length > Options.MaxMessageBytes, "a payload out of bounds");
        CheckPayload(envelope.Payload, Options.MaxDepth);
        return $"{envelope.Type}|{envelope.Id}|{envelope.Key}|{envelope.UserId}|{envelope.SentAt:O}|{envelope.PayloadBytes}|{envelope.IdempotencyKey}|{envelope.Ref?.Length}";
    }

    public static void CheckRefusal(in IntakeResult refusal) => FuzzFindingException.ThrowIf(
        refusal.Outcome is not (IntakeOutcome.Malformed or IntakeOutcome.TooLarge) || string.IsNullOrEmpty(refusal.Error) || string.IsNullOrEmpty(refusal.Code),
        $"a refusal without reason: {refusal}");

    /// <summary>A payload that passes admission must be one that every reader reads.</summary>
    public static void CheckPayload(ReadOnlyMemory<byte> payload, int maxDepth)
    {
        if (PayloadSyntax.Check(payload.Span, maxDepth) is { } error)
        {
            FuzzFindingException.ThrowIf(error.Length == 0, "a refusal without reason");
            return;
        }

        FuzzFindingException.ThrowIf(!Utf8.IsValid(payload.Span), "a payload that is no UTF-8");
        using JsonDocument document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = maxDepth });
    }

    private static void Compare(string kind, Func<PipeReader, BatchReader> open, byte[] input)
    {
        string whole = Drain(open(PipeReader.Create(new ReadOnlySequence<byte>(input))), input.Length);
        string trickled = Drain(open(PipeReader.Create(new PeerStream(input, 5), new StreamPipeReaderOptions(bufferSize: 64, minimumReadSize: 16))), input.Length);
        FuzzFindingException.ThrowIf(whole != trickled, $"{kind} whole: {whole}; in pieces: {trickled}");
    }

    private static string Drain(BatchReader reader, int length)
    {
        var hash = new HashCode();
        int count = 0;
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            FuzzFindingException.ThrowIf(++count > length, "more messages than bytes");
            hash.Add(reader.IsTooLarge);
            if (!reader.IsTooLarge)
            {
                hash.AddBytes(reader.Item.ToArray());
                Read(reader.Item);
            }
        }

        if (reader.Broken is { } broken)
        {
            CheckRefusal(broken);
        }

        reader.Release();
        return $"{count} messages, {hash.ToHashCode()}, {reader.Broken?.Outcome}";
    }
}
