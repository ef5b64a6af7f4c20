using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vigia.Integration.Admission;
using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Listeners.Web;

/// <summary>Writes the answers of <c>POST /api/v1/messages</c>; errors as RFC 9457 says, with code, field and trace id beside.</summary>
internal static class MessageAnswers
{
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const string Json = "application/json";
    private const string ProblemJson = "application/problem+json";

    // The texts are for programs, not for HTML pages: only what JSON itself asks for is escaped.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The answer to one message.</summary>
    public static Task WriteAsync(HttpContext context, in IntakeResult result)
    {
        if (!result.IsAccepted)
        {
            return WriteProblemAsync(context, result, IntakeStatus.Of(result.Outcome));
        }

        // An id needs no escaping, so the answer is put together without a writer.
        HttpResponse response = context.Response;
        ReadOnlySpan<byte> head = "{\"id\":\""u8;
        ReadOnlySpan<byte> tail = "\",\"status\":\"queued\"}"u8;
        string id = result.MessageId!;
        int length = head.Length + id.Length + tail.Length;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = Json;
        response.ContentLength = length;
        if (result.Outcome is IntakeOutcome.Replayed)
        {
            response.Headers[ReplayedHeader] = "true";
        }

        Span<byte> span = response.BodyWriter.GetSpan(length);
        head.CopyTo(span);
        Encoding.ASCII.GetBytes(id, span[head.Length..]);
        tail.CopyTo(span[(head.Length + id.Length)..]);
        response.BodyWriter.Advance(length);
        return Task.CompletedTask;
    }

    public static Task WriteProblemAsync(HttpContext context, in IntakeResult result, int status)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            WriteProblem(writer, context, result, status);
            writer.WriteEndObject();
        }

        SetRetryAfter(context, result.RetryAfter);
        return SendAsync(context, status, ProblemJson, buffer);
    }

    /// <summary>
    /// The answer to a batch: 202 where any message was accepted, else the status of the weightiest refusal.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="results">One per message, in their order.</param>
    /// <param name="broken">Why the rest of the batch was not read, or null.</param>
    public static Task WriteBatchAsync(HttpContext context, IReadOnlyList<BatchResult> results, IntakeResult? broken)
    {
        int accepted = 0;
        TimeSpan? retryAfter = null;
        IntakeResult? worst = broken;
        foreach (BatchResult item in results)
        {
            if (item.Result.IsAccepted)
            {
                accepted++;
                continue;
            }

            if (item.Result.RetryAfter is { } wait && (retryAfter is null || wait > retryAfter))
            {
                retryAfter = wait;
            }

            if (worst is null || IntakeStatus.Weight(item.Result.Outcome) > IntakeStatus.Weight(worst.Value.Outcome))
            {
                worst = item.Result;
            }
        }

        bool isProblem = accepted == 0;
        IntakeResult problem = worst ?? IntakeResult.Malformed("The batch is empty.", null);
        int status = isProblem ? IntakeStatus.Of(problem.Outcome) : StatusCodes.Status202Accepted;
        var buffer = new ArrayBufferWriter<byte>(128 + (results.Count * 80));
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            if (isProblem)
            {
                WriteProblem(writer, context, problem with { Errors = null, RetryAfter = retryAfter }, status);
            }

            writer.WriteNumber("accepted", accepted);
            writer.WriteNumber("rejected", results.Count - accepted);
            if (broken is { } reason)
            {
                writer.WriteStartObject("incomplete");
                WriteError(writer, reason);
                writer.WriteEndObject();
            }

            writer.WriteStartArray("results");
            foreach (BatchResult item in results)
            {
                WriteResult(writer, item);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        SetRetryAfter(context, retryAfter);
        return SendAsync(context, status, isProblem ? ProblemJson : Json, buffer);
    }

    private static void WriteProblem(Utf8JsonWriter writer, HttpContext context, in IntakeResult result, int status)
    {
        writer.WriteString("type", $"urn:vigia:problem:{result.Code}");
        writer.WriteString("title", IntakeStatus.TitleOf(status));
        writer.WriteNumber("status", status);
        WriteError(writer, result);
        writer.WriteString("requestId", context.TraceIdentifier);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            writer.WriteString("traceId", activity.TraceId.ToHexString());
        }
    }

    private static void WriteResult(Utf8JsonWriter writer, in BatchResult item)
    {
        writer.WriteStartObject();
        if (item.Ref is { } mark)
        {
            writer.WritePropertyName("ref"u8);
            writer.WriteRawValue(mark, skipInputValidation: true);
        }

        IntakeResult result = item.Result;
        if (result.IsAccepted)
        {
            writer.WriteString("id"u8, result.MessageId);
            writer.WriteString("status"u8, "queued"u8);
            if (result.Outcome is IntakeOutcome.Replayed)
            {
                writer.WriteBoolean("replayed"u8, true);
            }
        }
        else
        {
            writer.WriteString("status"u8, "rejected"u8);
            WriteError(writer, result);
        }

        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, in IntakeResult result)
    {
        writer.WriteString("code", result.Code);
        writer.WriteString("detail", result.Error);
        if (result.Field is { } field)
        {
            writer.WriteString("field", field);
        }

        if (result.Errors is { } errors)
        {
            writer.WriteStartArray("errors");
            foreach (FieldError error in errors)
            {
                writer.WriteStartObject();
                writer.WriteString("path", error.Path);
                writer.WriteString("message", error.Message);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (result.RetryAfter is { } retryAfter)
        {
            writer.WriteNumber("retryAfterMs", (long)Math.Ceiling(retryAfter.TotalMilliseconds));
        }
    }

    // Whole seconds (RFC 9110, section 10.2.3), and never 0, which would mean at once.
    private static void SetRetryAfter(HttpContext context, TimeSpan? retryAfter)
    {
        if (retryAfter is { } wait)
        {
            long seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static Task SendAsync(HttpContext context, int status, string contentType, ArrayBufferWriter<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.WrittenCount;
        return response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
