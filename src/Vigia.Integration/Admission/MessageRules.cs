using Microsoft.Extensions.Options;
using Vigia.Integration.Access;
using Vigia.Integration.Admission.Schemas;
using Vigia.Integration.Lifecycle;

namespace Vigia.Integration.Admission;

/// <summary>What a message must keep to before it may be queued. The cheap rules come first. Thread safe.</summary>
internal sealed class MessageRules(
    IOptions<AdmissionOptions> options, MessageSchemas schemas, IdentityRateLimits rateLimits, DrainState drain, TimeProvider time)
{
    // A sender's clock may be wrong, but not by a day.
    private static readonly TimeSpan MaxClockLead = TimeSpan.FromDays(1);

    private readonly AdmissionOptions _options = options.Value;
    private readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(options.Value.RetryAfterSeconds);

    /// <summary>Whether the message is refused.</summary>
    public bool Refuses(IncomingMessage message, out IntakeResult refusal)
    {
        IntakeResult? result = CheckSender(message) ?? CheckFields(message) ?? CheckHeaders(message) ?? CheckPayload(message);
        refusal = result.GetValueOrDefault();
        return result is not null;
    }

    public IntakeResult Unavailable(string code, string error) =>
        new() { Outcome = IntakeOutcome.Unavailable, Code = code, Error = error, RetryAfter = _retryAfter };

    private IntakeResult? CheckSender(IncomingMessage message)
    {
        if (drain.IsDraining)
        {
            return Unavailable(RefusalCodes.Draining, "The module is stopping. Send the message again later.");
        }

        if (!message.Identity.Has(Scopes.Send))
        {
            return new IntakeResult
            {
                Outcome = IntakeOutcome.Forbidden,
                Code = RefusalCodes.MissingScope,
                Error = $"These credentials lack the scope {Scopes.Send}.",
            };
        }

        if (!rateLimits.TryAcquire(message.Identity.Subject, out TimeSpan retryAfter))
        {
            return new IntakeResult
            {
                Outcome = IntakeOutcome.RateLimited,
                Code = RefusalCodes.RateLimited,
                Error = "You send faster than your rate allows. Send the message again after the given time.",
                RetryAfter = retryAfter,
            };
        }

        return null;
    }

    private IntakeResult? CheckFields(IncomingMessage message)
    {
        if (string.IsNullOrEmpty(message.Type))
        {
            return IntakeResult.Malformed("The message has no type.", "$.type");
        }

        if (!IdGrammar.IsType(message.Type))
        {
            return IntakeResult.Malformed($"A type has 1 to {IdGrammar.MaxTypeLength} characters of A-Z a-z 0-9 . _ : / -", "$.type");
        }

        if (!message.Identity.MaySend(message.Type))
        {
            return new IntakeResult
            {
                Outcome = IntakeOutcome.Forbidden,
                Code = RefusalCodes.TypeNotAllowed,
                Error = $"These credentials may not send messages of type {message.Type}.",
                Field = "$.type",
            };
        }

        if (message.Id is { } id && !IdGrammar.IsId(id))
        {
            return IntakeResult.Malformed($"An id has 1 to {IdGrammar.MaxIdLength} characters of A-Z a-z 0-9 . _ : -", "$.id");
        }

        if (message.PartitionKey is { } key && !IdGrammar.IsText(key, IdGrammar.MaxPartitionKeyLength))
        {
            return IntakeResult.Malformed($"A key has 1 to {IdGrammar.MaxPartitionKeyLength} characters, no control characters.", "$.key");
        }

        if (message.UserId is { } user && !IdGrammar.IsText(user, IdGrammar.MaxUserIdLength))
        {
            return IntakeResult.Malformed($"A user id has 1 to {IdGrammar.MaxUserIdLength} characters, no control characters.", "$.userId");
        }

        if (message.IdempotencyKey is { } idempotency && !IdGrammar.IsIdempotencyKey(idempotency))
        {
            return IntakeResult.Malformed(
                $"An idempotency key has 1 to {IdGrammar.MaxIdempotencyKeyLength} visible ASCII characters.", "$.idempotencyKey");
        }

        return message.SentAt is { } sentAt && (sentAt < DateTimeOffset.UnixEpoch || sentAt > time.GetUtcNow() + MaxClockLead)
            ? IntakeResult.Malformed("The sending time is before 1970 or more than a day ahead: look at your clock.", "$.sentAt")
            : null;
    }

    private IntakeResult? CheckHeaders(IncomingMessage message)
    {
        if (message.Headers is not { Count: > 0 } headers)
        {
            return null;
        }

        if (headers.Count > _options.MaxHeaders)
        {
            return IntakeResult.Malformed($"The message has {headers.Count} headers; {_options.MaxHeaders} are allowed.", "$.headers");
        }

        foreach ((string name, string value) in headers)
        {
            if (!IdGrammar.IsHeaderName(name))
            {
                return IntakeResult.Malformed(
                    $"A header's name has 1 to {IdGrammar.MaxHeaderNameLength} characters of A-Z a-z 0-9 . _ : -", "$.headers");
            }

            if (value.Length > 0 && !IdGrammar.IsText(value, IdGrammar.MaxHeaderValueLength))
            {
                return IntakeResult.Malformed(
                    $"A header's value has at most {IdGrammar.MaxHeaderValueLength} characters, no control characters.", $"$.headers.{name}");
            }
        }

        return null;
    }

    private IntakeResult? CheckPayload(IncomingMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload.Span;
        if (payload.Length > _options.MaxMessageBytes)
        {
            return IntakeResult.TooLarge($"The payload has {payload.Length} bytes; {_options.MaxMessageBytes} are allowed.", "$.payload");
        }

        if (PayloadSyntax.Check(payload, _options.MaxDepth) is { } error)
        {
            return IntakeResult.Malformed(error, "$.payload");
        }

        if (schemas.Current.Find(message.Type!) is not { } schema || schema.Validate(payload) is not { Count: > 0 } violations)
        {
            return null;
        }

        return new IntakeResult
        {
            Outcome = IntakeOutcome.SchemaViolation,
            Code = RefusalCodes.SchemaViolation,
            Error = $"The payload does not fit the schema of type {message.Type}.",
            Field = violations[0].Path,
            Errors = violations,
        };
    }
}
