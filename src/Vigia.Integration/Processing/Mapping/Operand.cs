using System.Globalization;
using System.Text.Json;
using Vigia.Model.Messages;

namespace Vigia.Integration.Processing.Mapping;

/// <summary>Where an expression takes its value from.</summary>
internal abstract class Operand
{
    public abstract ExpressionValue Read(RenderState state);
}

internal sealed class LiteralOperand(ExpressionValue value) : Operand
{
    public override ExpressionValue Read(RenderState state) => value;
}

internal sealed class PathOperand(bool fromCurrent, PathSegment[] segments) : Operand
{
    public bool FromCurrent => fromCurrent;

    public IReadOnlyList<PathSegment> Segments => segments;

    public override ExpressionValue Read(RenderState state)
    {
        JsonElement start = fromCurrent ? state.Current.GetValueOrDefault() : state.Root;
        int all = Array.FindIndex(segments, static segment => segment.IsAll);
        if (all < 0)
        {
            return Descend(start, 0, segments.Length) is { } found ? ExpressionValue.Of(found) : ExpressionValue.Missing;
        }

        // What has several values is an array of those that are there, also where it is empty.
        var results = new List<JsonElement>();
        Collect(start, 0, results, state);
        return ExpressionValue.Of(results);
    }

    private void Collect(JsonElement element, int from, List<JsonElement> results, RenderState state)
    {
        int all = Array.FindIndex(segments, from, static segment => segment.IsAll);
        int end = all < 0 ? segments.Length : all;
        if (Descend(element, from, end) is not { } found)
        {
            return;
        }

        if (all < 0)
        {
            results.Add(found);
        }
        else if (found.ValueKind is JsonValueKind.Array)
        {
            foreach (JsonElement item in found.EnumerateArray())
            {
                state.CountElement();
                Collect(item, all + 1, results, state);
            }
        }
    }

    private JsonElement? Descend(JsonElement element, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            PathSegment segment = segments[i];
            if (segment.Name is { } name)
            {
                if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
                {
                    return null;
                }
            }
            else if (element.ValueKind is JsonValueKind.Array && segment.Index < element.GetArrayLength())
            {
                element = element[segment.Index];
            }
            else
            {
                return null;
            }
        }

        return element.ValueKind is JsonValueKind.Undefined ? null : element;
    }
}

internal sealed class MessageFieldOperand(string field, string? header) : Operand
{
    public static readonly IReadOnlyList<string> Fields =
        ["id", "type", "protocol", "partitionKey", "userId", "subject", "sentAt", "receivedAt"];

    public override ExpressionValue Read(RenderState state)
    {
        Message message = state.Message;
        return ExpressionValue.Of(header is not null
            ? message.Headers.GetValueOrDefault(header)
            : field switch
            {
                "id" => message.Id,
                "type" => message.Type,
                "protocol" => message.Protocol,
                "partitionKey" => message.PartitionKey,
                "userId" => message.UserId,
                "subject" => message.Subject,
                "sentAt" => message.SentAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                _ => message.ReceivedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            });
    }
}
