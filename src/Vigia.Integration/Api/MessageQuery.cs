using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Vigia.Model.Messages;

namespace Vigia.Integration.Api;

/// <summary>The query of a message search as a caller wrote it.</summary>
internal sealed record MessageQuery(
    [FromQuery(Name = "id")] string? Id,
    [FromQuery(Name = "type")] string? Type,
    [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "protocol")] string? Protocol,
    [FromQuery(Name = "userId")] string? UserId,
    [FromQuery(Name = "errorType")] string? ErrorType,
    [FromQuery(Name = "text")] string? Text,
    [FromQuery(Name = "idPrefix")] string? IdPrefix,
    [FromQuery(Name = "traceId")] string? TraceId,
    [FromQuery(Name = "requestId")] string? RequestId,
    [FromQuery(Name = "partitionKey")] string? PartitionKey,
    [FromQuery(Name = "subject")] string? Subject,
    [FromQuery(Name = "from")] string? From,
    [FromQuery(Name = "to")] string? To,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor)
{
    private const int MaxLength = 512;
    private const int MaxLimit = 1000;
    private const int TraceIdLength = 32;

    /// <summary>Null where something is wrong, which <paramref name="errors"/> then says for each parameter.</summary>
    public MessageFilter? Read(Dictionary<string, string> errors)
    {
        foreach ((string name, string? value) in new[]
        {
            ("id", Id), ("type", Type), ("protocol", Protocol), ("userId", UserId), ("errorType", ErrorType), ("cursor", Cursor),
            ("text", Text), ("idPrefix", IdPrefix), ("requestId", RequestId), ("partitionKey", PartitionKey), ("subject", Subject),
        })
        {
            if (value?.Length > MaxLength)
            {
                errors[name] = $"'{name}' may have {MaxLength} characters at most.";
            }
        }

        MessageStatus? status = null;
        if (QueryText.Given(Status) is { } wanted)
        {
            if (char.IsAsciiLetter(wanted[0]) && Enum.TryParse(wanted, ignoreCase: true, out MessageStatus parsed))
            {
                status = parsed;
            }
            else
            {
                errors["status"] = $"'status' must be one of {string.Join(", ", Enum.GetNames<MessageStatus>().Select(static n => n.ToLowerInvariant()))}.";
            }
        }

        if (QueryText.Given(TraceId) is { } trace && (trace.Length != TraceIdLength || !trace.All(char.IsAsciiHexDigit)))
        {
            errors["traceId"] = $"'traceId' must have {TraceIdLength} hexadecimal digits.";
        }

        int limit = 100;
        if (QueryText.Given(Limit) is { } size
            && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            errors["limit"] = $"'limit' must be a number from 1 to {MaxLimit}.";
        }

        DateTimeOffset? from = QueryText.Time("from", From, errors);
        DateTimeOffset? to = QueryText.Time("to", To, errors);
        if (from >= to)
        {
            errors["to"] = "'to' must be later than 'from'.";
        }

        return errors.Count > 0
            ? null
            : new MessageFilter
            {
                Id = QueryText.Given(Id),
                Type = QueryText.Given(Type),
                Status = status,
                Protocol = QueryText.Given(Protocol),
                UserId = QueryText.Given(UserId),
                ErrorType = QueryText.Given(ErrorType),
                Text = QueryText.Given(Text),
                IdPrefix = QueryText.Given(IdPrefix),
                TraceId = QueryText.Given(TraceId)?.ToLowerInvariant(),
                RequestId = QueryText.Given(RequestId),
                PartitionKey = QueryText.Given(PartitionKey),
                Subject = QueryText.Given(Subject),
                From = from,
                To = to,
                Limit = limit,
                Cursor = QueryText.Given(Cursor),
            };
    }
}
