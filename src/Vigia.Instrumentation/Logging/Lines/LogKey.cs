using System.Text;
using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>A field's name, worked out once: in snake case, as JSON text, and what may be shown of its value. Equal names are one object.</summary>
internal sealed class LogKey
{
    public LogKey(string name, FieldKind kind)
    {
        Name = name;
        Kind = kind;
        var writer = new JsonText(64);
        writer.String(name, int.MaxValue);
        writer.Raw(":"u8);
        Json = writer.Written.ToArray();
        IsTraceIdentifier = name is "trace_id" or "span_id" or "parent_id";
    }

    public string Name { get; }

    public FieldKind Kind { get; }

    /// <summary>The quoted, escaped name with its colon.</summary>
    public byte[] Json { get; }

    /// <summary>Whether a scope of this name repeats what the line has of itself.</summary>
    public bool IsTraceIdentifier { get; }

    public override string ToString() => Encoding.UTF8.GetString(Json);
}
