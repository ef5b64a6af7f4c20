using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Vigia.Integration.Admission;

namespace Vigia.Integration.Listeners.Http;

/// <summary>A JSON array of messages. Where its syntax breaks, what follows cannot be told apart, so the batch ends there.</summary>
internal sealed class ArrayBatchReader(PipeReader body, AdmissionOptions options) : BatchReader(body, options)
{
    private readonly int _maxDepth = options.MaxDepth + 1;
    private State _state = State.Start;

    private enum State
    {
        Start,
        FirstItem,
        Item,
        AfterItem,
        End,
    }

    protected override bool TryTake()
    {
        while (SkipWhitespace())
        {
            byte next = Buffer.FirstSpan[0];
            switch (_state)
            {
                case State.Start when next == '[':
                    Step(State.FirstItem);
                    break;
                case State.AfterItem when next == ',':
                    Step(State.Item);
                    break;
                case State.AfterItem or State.FirstItem when next == ']':
                    Step(State.End);
                    break;
                case State.FirstItem or State.Item:
                    return TryTakeItem();
                default:
                    Break(_state is State.End ? "Something follows the array." : "The array of messages breaks off: a comma or ] is missing.");
                    return false;
            }
        }

        if (IsCompleted && _state is not State.End)
        {
            Break("The array of messages has no end.");
        }

        return false;
    }

    private bool TryTakeItem()
    {
        try
        {
            var reader = new Utf8JsonReader(Buffer, IsCompleted, new JsonReaderState(new JsonReaderOptions { MaxDepth = _maxDepth }));
            if (reader.Read() && reader.TrySkip())
            {
                // A number that ends with the bytes at hand may go on in the next ones.
                Item = Buffer.Slice(0, reader.Position);
                IsTooLarge = Item.Length > MaxItemBytes;
                _state = State.AfterItem;
                Consume(reader.Position);
                return true;
            }

            if (Buffer.Length > MaxItemBytes)
            {
                Broken = IntakeResult.TooLarge("A message of the array is too large; what follows it was not read.");
            }
        }
        catch (Exception exception) when (exception is JsonException or IndexOutOfRangeException)
        {
            // The latter for a broken true, false or null at the end of a segment: https://github.com/dotnet/runtime/pull/134448.
            Break("A message of the array is no JSON; what follows it was not read.");
        }

        return false;
    }

    private void Break(string error) => Broken = IntakeResult.Malformed(error, null);

    private void Step(State state)
    {
        Consume(Buffer.GetPosition(1));
        _state = state;
    }

    // False: nothing but white space is left.
    private bool SkipWhitespace()
    {
        foreach (ReadOnlyMemory<byte> segment in Buffer)
        {
            int index = segment.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (index >= 0)
            {
                Consume(Buffer.GetPosition(index));
                return true;
            }

            Consume(Buffer.GetPosition(segment.Length));
        }

        return false;
    }
}
