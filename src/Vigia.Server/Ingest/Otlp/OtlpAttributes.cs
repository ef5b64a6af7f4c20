using System.Globalization;
using System.Text;
using System.Text.Json;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

/// <summary>Reads attributes (<c>opentelemetry.proto.common.v1.KeyValue</c>) as text; lists and maps as JSON.</summary>
internal static class OtlpAttributes
{
    // Deeper ones are nobody's; a stack must not be at a sender's mercy.
    private const int MaxDepth = 16;

    /// <summary>A KeyValue: key 1, value 2.</summary>
    public static (string Key, string Value) Read(ReadOnlySpan<byte> message)
    {
        string key = "";
        ReadOnlySpan<byte> value = default;
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: key = Text(reader.Bytes()); break;
                case 2: value = reader.Bytes(); break;
                default: reader.Skip(); break;
            }
        }

        return (key, Value(value, 0, isNested: false));
    }

    /// <summary>Text with what is no UTF-8 replaced.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>An AnyValue: string 1, bool 2, int 3, double 4, array 5, map 6, bytes 7.</summary>
    private static string Value(ReadOnlySpan<byte> message, int depth, bool isNested)
    {
        if (depth > MaxDepth)
        {
            throw new ProtobufException($"an attribute is nested more than {MaxDepth} deep");
        }

        string text = isNested ? "null" : "";
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: text = Quote(Text(reader.Bytes()), isNested); break;
                case 2: text = reader.Integer() != 0 ? "true" : "false"; break;
                case 3: text = reader.Signed().ToString(CultureInfo.InvariantCulture); break;
                case 4: text = reader.Double().ToString("R", CultureInfo.InvariantCulture); break;
                case 5: text = List(reader.Bytes(), depth); break;
                case 6: text = Map(reader.Bytes(), depth); break;
                case 7: text = Quote(Convert.ToBase64String(reader.Bytes()), isNested); break;
                default: reader.Skip(); break;
            }
        }

        return text;
    }

    private static string Quote(string text, bool isNested) => isNested ? '"' + JsonEncodedText.Encode(text).ToString() + '"' : text;

    private static string List(ReadOnlySpan<byte> message, int depth)
    {
        var text = new StringBuilder("[");
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == 1)
            {
                text.Append(text.Length == 1 ? "" : ",").Append(Value(reader.Bytes(), depth + 1, isNested: true));
            }
            else
            {
                reader.Skip();
            }
        }

        return text.Append(']').ToString();
    }

    private static string Map(ReadOnlySpan<byte> message, int depth)
    {
        var text = new StringBuilder("{");
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field != 1)
            {
                reader.Skip();
                continue;
            }

            string key = "";
            ReadOnlySpan<byte> value = default;
            var pair = new ProtobufReader(reader.Bytes());
            while ((field = pair.NextField()) != 0)
            {
                switch (field)
                {
                    case 1: key = Text(pair.Bytes()); break;
                    case 2: value = pair.Bytes(); break;
                    default: pair.Skip(); break;
                }
            }

            text.Append(text.Length == 1 ? "" : ",").Append(Quote(key, isNested: true)).Append(':').Append(Value(value, depth + 1, isNested: true));
        }

        return text.Append('}').ToString();
    }
}
