using System.Text;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>A short line for a person: time, level, component, message, then the fields that matter as <c>key=value</c>. Coloured where told so.</summary>
internal sealed class TerminalFormatter(LineShape shape, bool colours) : IEventFormatter
{
    private static readonly string[] Names = ["DEBUG   ", "INFO    ", "WARNING ", "ERROR   ", "CRITICAL"];
    private static readonly string[] Colours = ["\e[90m", "\e[32m", "\e[33m", "\e[31m", "\e[97;41m"];
    private readonly int _maxBytes = Math.Min(4096, shape.Limits.LineBytes / 2);

    public void Format(JsonText line, LogEvent @event, LineSource source)
    {
        int start = line.Position;
        Paint(line, "\e[90m");
        line.Number(@event.Time, "HH:mm:ss.fff");
        Paint(line, "\e[0m");
        line.Byte((byte)' ');
        Paint(line, Colours[(int)@event.Severity]);
        line.Raw(Encoding.UTF8.GetBytes(Names[(int)@event.Severity]));
        Paint(line, "\e[0m");
        line.Byte((byte)' ');
        Paint(line, "\e[36m");
        line.Raw(source.ComponentText.Span);
        Paint(line, "\e[0m");
        line.Byte((byte)' ');
        line.Plain(@event.Message, shape.Limits.MessageLength);
        ReadOnlySpan<object?> values = @event.Values;
        foreach (int i in @event.Order)
        {
            // What the message shows already is not said twice.
            if (!@event.ValuesAreClean && line.Position - start < _maxBytes)
            {
                WriteField(line, @event.Keys[i], values[i]);
            }
        }

        foreach ((LogKey key, object? value) in @event.Context)
        {
            if (line.Position - start < _maxBytes)
            {
                WriteField(line, key, value);
            }
        }

        if (@event.Exception is { } exception)
        {
            line.Raw("\n    "u8);
            shape.Values.WriteException(line, exception, start + (2 * _maxBytes));
        }

        line.Byte((byte)'\n');
    }

    private void WriteField(JsonText line, LogKey key, object? value)
    {
        line.Byte((byte)' ');
        Paint(line, "\e[90m");
        line.Plain(key.Name, SnakeCase.MaxLength);
        line.Byte((byte)'=');
        Paint(line, "\e[0m");
        shape.Values.Write(line, key.Kind, value, line.Position + 512);
    }

    private void Paint(JsonText line, string code)
    {
        if (colours)
        {
            line.Raw(Encoding.ASCII.GetBytes(code));
        }
    }
}
