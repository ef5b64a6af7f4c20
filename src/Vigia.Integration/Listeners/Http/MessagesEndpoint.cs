using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Admission;
using Vigia.Integration.Lifecycle;
using Vigia.Integration.Listeners.Envelopes;
using Vigia.Integration.Listeners.Web;

namespace Vigia.Integration.Listeners.Http;

/// <summary><c>POST /api/v1/messages</c>: one message, an array of messages, or one message a line. Thread safe.</summary>
internal sealed class MessagesEndpoint(IMessageIntake intake, IOptions<AdmissionOptions> admission, DrainState drain)
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    private const string Protocol = "http";

    private readonly AdmissionOptions _options = admission.Value;

    public async Task HandleAsync(HttpContext context)
    {
        if (drain.IsDraining)
        {
            context.Response.Headers.Connection = "close";
        }

        BodyKind kind = BodyFormat.KindOf(context.Request.ContentType);
        if (kind is BodyKind.Unsupported || BodyFormat.Open(context.Request) is not { } body)
        {
            await RefuseMediaAsync(context);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxBatchBytes;
        }

        try
        {
            await (kind is BodyKind.Lines ? BatchAsync(context, new LineBatchReader(body, _options)) : JsonAsync(context, body));
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            Failed(context, "protocol");
            await RefuseAsync(context, IntakeResult.TooLarge(FormattableString.Invariant($"A body has at most {_options.MaxBatchBytes} bytes.")));
        }
        catch (BadHttpRequestException e)
        {
            // The body came too slowly, broke off, or was framed wrongly.
            Failed(context, e.StatusCode is StatusCodes.Status408RequestTimeout ? "slow" : "protocol");
            await RefuseAsync(context, IntakeResult.Malformed(e.Message, null), e.StatusCode);
        }
        catch (InvalidDataException)
        {
            await RefuseAsync(context, IntakeResult.Malformed("The body is not what its Content-Encoding says.", null));
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            Failed(context, "reset");
        }
        finally
        {
            if (body != context.Request.BodyReader)
            {
                await body.CompleteAsync();
            }
        }
    }

    private async Task JsonAsync(HttpContext context, PipeReader body)
    {
        int maxBytes = _options.MaxMessageBytes + _options.MaxEnvelopeBytes;
        long examined = 0;
        while (true)
        {
            // As with batches: twice as much before the next look, so that a trickle costs its sender's time only.
            ReadResult read = await body.ReadAtLeastAsync((int)Math.Min(Math.Max(1, examined * 2), maxBytes + 1L), context.RequestAborted);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (FirstByte(buffer) is (byte)'[')
            {
                body.AdvanceTo(buffer.Start);
                await BatchAsync(context, new ArrayBatchReader(body, _options));
                return;
            }

            if (read.IsCompleted || buffer.Length > maxBytes)
            {
                await SingleAsync(context, body, buffer, buffer.Length > maxBytes);
                return;
            }

            examined = buffer.Length;
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task SingleAsync(HttpContext context, PipeReader body, ReadOnlySequence<byte> json, bool isTooLarge)
    {
        Envelope envelope = new();
        IntakeResult refusal = IntakeResult.TooLarge(FormattableString.Invariant($"A message has at most {_options.MaxMessageBytes} bytes."));
        bool isRead = !isTooLarge && EnvelopeReader.TryRead(json, _options, out envelope, out refusal) && ReadKey(context, envelope, out refusal);
        body.AdvanceTo(json.End);

        IncomingMessage message = ToMessage(context, envelope);

        // Once handed in it goes to the disk, whether the sender is still there or not: no token.
        IntakeResult result = isRead ? await intake.AcceptAsync(message, CancellationToken.None) : intake.Refuse(message, refusal);
        await MessageAnswers.WriteAsync(context, result);
    }

    private async Task BatchAsync(HttpContext context, BatchReader reader)
    {
        if (context.Request.Headers.ContainsKey(IdempotencyKeyHeader))
        {
            await RefuseAsync(context, IntakeResult.Malformed(
                $"The header {IdempotencyKeyHeader} is for a single message. Give each message of a batch its own idempotencyKey.", null));
            return;
        }

        var batch = new BatchIntake(
            intake, _options, context.GetIdentity(), context.TraceIdentifier, HttpCredentials.RemoteAddress(context));
        await batch.RunAsync(reader, context.RequestAborted);
        await MessageAnswers.WriteBatchAsync(context, batch.Results, batch.Broken);
    }

    private static bool ReadKey(HttpContext context, Envelope envelope, out IntakeResult refusal)
    {
        StringValues header = context.Request.Headers[IdempotencyKeyHeader];
        refusal = default;
        if (header.Count == 0)
        {
            return true;
        }

        if (header.Count > 1 || (envelope.IdempotencyKey is { } inside && inside != header[0]))
        {
            refusal = IntakeResult.Malformed($"The message has several idempotency keys: give one, in {IdempotencyKeyHeader}.", "$.idempotencyKey");
            return false;
        }

        envelope.IdempotencyKey = header[0];
        return true;
    }

    private static byte? FirstByte(in ReadOnlySequence<byte> buffer)
    {
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            int index = segment.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (index >= 0)
            {
                return segment.Span[index];
            }
        }

        return null;
    }

    private static IncomingMessage ToMessage(HttpContext context, Envelope envelope) =>
        envelope.ToMessage(Protocol, context.GetIdentity(), context.TraceIdentifier, HttpCredentials.RemoteAddress(context));

    private static void Failed(HttpContext context, string type) => context.Features.Get<WebConnection>()?.Failed(type);

    private Task RefuseMediaAsync(HttpContext context)
    {
        context.Response.Headers.Accept = BodyFormat.Accepted;
        context.Response.Headers.AcceptEncoding = "gzip, identity";
        return RefuseAsync(
            context,
            new IntakeResult
            {
                Outcome = IntakeOutcome.Malformed,
                Code = RefusalCodes.UnsupportedMediaType,
                Error = $"Send {BodyFormat.Accepted} in UTF-8, as it is or with Content-Encoding gzip.",
            },
            StatusCodes.Status415UnsupportedMediaType);
    }

    private Task RefuseAsync(HttpContext context, IntakeResult refusal, int? status = null)
    {
        intake.Refuse(ToMessage(context, new Envelope()), refusal);
        return MessageAnswers.WriteProblemAsync(context, refusal, status ?? IntakeStatus.Of(refusal.Outcome));
    }
}
