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
    [FromQuery(Name = "from")] string? From,
    [FromQuery(Name = "to")] string? To,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor)
{
    private const int MaxLength = 512;
    private const int MaxLimit = 1000;

    /// <summary>Null where something is wrong, which <paramref name="errors"/> then says for each parameter.</summary>
    public MessageFilter? Read(Dictionary<string, string> errors)
    {
        foreach ((string name, string? value) in new[]
        {
            ("id", Id), ("type", Type), ("protocol", Protocol), ("userId", UserId), ("errorType", ErrorType), ("cursor", Cursor),
        })
        {
            if (value?.Length > MaxLength)
            {
                errors[name] = $"'{name}' may have {MaxLength} characters at most.";
            }
        }

        MessageStatus? status = null;
        if (Given(Status) is { } wanted)
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

        int limit = 100;
        if (Given(Limit) is { } size
            && (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            errors["limit"] = $"'limit' must be a number from 1 to {MaxLimit}.";
        }

        DateTimeOffset? from = Time("from", From, errors);
        DateTimeOffset? to = Time("to", To, errors);
        if (from >= to)
        {
            errors["to"] = "'to' must be later than 'from'.";
        }

        return errors.Count > 0
            ? null
            : new MessageFilter
            {
                Id = Given(Id),
                Type = Given(Type),
                Status = status,
                Protocol = Given(Protocol),
                UserId = Given(UserId),
                ErrorType = Given(ErrorType),
                From = from,
                To = to,
                Limit = limit,
                Cursor = Given(Cursor),
            };
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static DateTimeOffset? Time(string name, string? value, Dictionary<string, string> errors)
    {
        if (Given(value) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            return time;
        }

        errors[name] = $"'{name}' must be a time, as in 2024-01-01T00:00:00Z.";
        return null;
    }
}
