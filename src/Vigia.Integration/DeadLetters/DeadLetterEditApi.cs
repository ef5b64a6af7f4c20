using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Http;
using Vigia.Integration.Api;
using Vigia.Integration.Messages;
using Vigia.Integration.Messages.Schemas;
using Vigia.Model.Messages;
using Vigia.Model.Modules;

namespace Vigia.Integration.DeadLetters;

/// <summary>Mends dead letters: an edit is checked by the schema of its type, and refused where somebody else edited first.</summary>
internal static class DeadLetterEditApi
{
    private const int MaxTypeLength = 128;

    public static void Map(IEndpointRouteBuilder letters)
    {
        letters.MapPut("/{id}", EditAsync)
            .RequireScope(Scopes.WriteDeadLetters)
            .WithName("EditDeadLetter")
            .WithSummary("Replaces a dead letter's payload, and its type where given. With If-Match only if it is still that version.")
            .Accepts<DeadLetterEdit>("application/json")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        letters.MapPost("/{id}/check", CheckAsync)
            .RequireScope(Scopes.ReadDeadLetters)
            .WithName("CheckDeadLetter")
            .WithSummary("Says what the schema of its type finds wrong with an edit, and changes nothing.")
            .Accepts<DeadLetterEdit>("application/json")
            .Produces<DeadLetterCheck>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> EditAsync(
        string id, HttpContext context, IMessageStore store, IDeadLetterStore deadLetters, PayloadMask mask, AuditTrail audit,
        IMessageSchemas schemas, IOptions<ApiOptions> options, CancellationToken cancellationToken)
    {
        if (!TryReadVersion(context, out string? version))
        {
            return Problems.BadRequest("'If-Match' must be the entity tag that the dead letter was read with, or *.");
        }

        (Edited? edited, IResult? problem) = await ReadAsync(id, context, store, mask, options.Value, cancellationToken);
        if (edited is null)
        {
            return problem!;
        }

        DeadLetterCheck check = Check(edited, schemas);
        if (!check.IsValid && !edited.Edit.IgnoreSchema)
        {
            return Problems.Unprocessable(
                $"The schema of '{edited.Type}' refuses the payload. Correct it, or set 'ignoreSchema' to keep it as it is.", check.Errors);
        }

        // The payload itself is not written to the audit: it may be personal, and is erased elsewhere.
        MessageSummary stored = edited.Stored.Summary;
        string details = $"payload: {stored.Size} to {edited.Payload.Length} bytes"
            + (edited.Type == stored.Type ? "" : $"; type: {stored.Type} to {edited.Type}")
            + (check.IsValid ? "" : "; schema ignored");
        DeadLetterEditResult result = await deadLetters.EditAsync(
            id, edited.Payload, edited.Edit.Type, version, audit.Entry(context, "deadletter.edit", id, details), cancellationToken);
        context.Response.Headers.ETag = result.Version;
        return result.Outcome switch
        {
            DeadLetterEditOutcome.Done => TypedResults.NoContent(),
            DeadLetterEditOutcome.Missing => DeadLettersApi.Missing(),
            _ => Problems.PreconditionFailed("Somebody changed the dead letter after it was read. Read it again and edit that."),
        };
    }

    private static async Task<IResult> CheckAsync(
        string id, HttpContext context, IMessageStore store, PayloadMask mask, IMessageSchemas schemas, IOptions<ApiOptions> options,
        CancellationToken cancellationToken)
    {
        (Edited? edited, IResult? problem) = await ReadAsync(id, context, store, mask, options.Value, cancellationToken);
        return edited is null ? problem! : TypedResults.Json(Check(edited, schemas), ModuleJsonContext.Default.DeadLetterCheck);
    }

    private static async Task<(Edited? Edited, IResult? Problem)> ReadAsync(
        string id, HttpContext context, IMessageStore store, PayloadMask mask, ApiOptions options, CancellationToken cancellationToken)
    {
        (DeadLetterEdit? edit, IResult? problem) =
            await RequestBody.ReadAsync(context, ModuleJsonContext.Default.DeadLetterEdit, options.MaxBodyBytes);
        if (edit is null)
        {
            return (null, problem);
        }

        if (edit.Payload.IsEmpty)
        {
            return (null, Problems.BadRequest("'payload' is missing."));
        }

        if (edit.Type is { } type && (type.Length is 0 or > MaxTypeLength || type.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))))
        {
            return (null, Problems.BadRequest($"'type' must have 1 to {MaxTypeLength} characters without spaces."));
        }

        return await DeadLettersApi.FindAsync(id, store, cancellationToken) is { } stored
            ? (new Edited(edit, stored, mask.Restore(edit.Payload, stored.Payload)), null)
            : (null, DeadLettersApi.Missing());
    }

    private static DeadLetterCheck Check(Edited edited, IMessageSchemas schemas)
    {
        if (schemas.Find(edited.Type) is not { } schema)
        {
            return new DeadLetterCheck { IsValid = true, HasSchema = false };
        }

        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (FieldError error in schema.Validate(edited.Payload.Span))
        {
            errors[error.Path] = errors.TryGetValue(error.Path, out string? earlier) ? $"{earlier} {error.Message}" : error.Message;
        }

        return new DeadLetterCheck { IsValid = errors.Count == 0, HasSchema = true, Errors = errors };
    }

    /// <returns>False: there is a header that names no one version.</returns>
    private static bool TryReadVersion(HttpContext context, out string? version)
    {
        StringValues match = context.Request.Headers.IfMatch;
        version = match is [{ } tag] && tag != "*" ? tag.Trim() : null;
        return match.Count == 0 || match is ["*"] || (version is ['"', .., '"'] && !version.Contains(',', StringComparison.Ordinal));
    }

    private sealed record Edited(DeadLetterEdit Edit, MessageDetail Stored, ReadOnlyMemory<byte> Payload)
    {
        public string Type => Edit.Type ?? Stored.Summary.Type;
    }
}
