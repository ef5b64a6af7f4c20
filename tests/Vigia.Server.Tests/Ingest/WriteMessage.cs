using Vigia.Server.Protobuf;

namespace Vigia.Server.Tests.Ingest;

/// <summary>Messages of remote write, written by their published field numbers.</summary>
internal static class WriteMessage
{
    /// <summary>A WriteRequest of 1.0; each series as its labels in pairs and its samples.</summary>
    public static byte[] Version1(params (string[] Labels, (long Timestamp, double Value)[] Samples)[] series)
    {
        var writer = new ProtobufWriter();
        foreach ((string[] labels, (long, double)[] samples) in series)
        {
            int start = writer.Begin(1);
            for (int i = 0; i < labels.Length; i += 2)
            {
                int label = writer.Begin(1);
                writer.Text(1, labels[i]);
                writer.Text(2, labels[i + 1]);
                writer.End(label);
            }

            Samples(writer, samples);
            writer.End(start);
        }

        return writer.Written.ToArray();
    }

    /// <summary>A WriteRequest of 1.0 of one series whose last label stands behind its samples.</summary>
    public static byte[] Version1LabelsApart(string[] labels, params (long Timestamp, double Value)[] samples)
    {
        var writer = new ProtobufWriter();
        int start = writer.Begin(1);
        for (int i = 0; i < labels.Length; i += 2)
        {
            if (i == labels.Length - 2)
            {
                Samples(writer, samples);
            }

            int label = writer.Begin(1);
            writer.Text(1, labels[i]);
            writer.Text(2, labels[i + 1]);
            writer.End(label);
        }

        writer.End(start);
        return writer.Written.ToArray();
    }

    /// <summary>A Request of 2.0 of the same, each with an exemplar and metadata.</summary>
    public static byte[] Version2(params (string[] Labels, (long Timestamp, double Value)[] Samples)[] series)
    {
        var writer = new ProtobufWriter();
        var symbols = new List<string> { "" };
        writer.Text(4, "");
        foreach (string symbol in series.SelectMany(static one => one.Labels).Concat(["trace_id", "t1", "the help"]).Distinct())
        {
            if (symbol.Length > 0)
            {
                symbols.Add(symbol);
                writer.Text(4, symbol);
            }
        }

        foreach ((string[] labels, (long, double)[] samples) in series)
        {
            int start = writer.Begin(5);
            int references = writer.Begin(1);
            foreach (string text in labels)
            {
                writer.Varint((ulong)symbols.IndexOf(text));
            }

            writer.End(references);
            Samples(writer, samples);
            int exemplar = writer.Begin(4);
            int pair = writer.Begin(1);
            writer.Varint((ulong)symbols.IndexOf("trace_id"));
            writer.Varint((ulong)symbols.IndexOf("t1"));
            writer.End(pair);
            writer.Double(2, 0.5);
            writer.Signed(3, 7);
            writer.End(exemplar);
            int metadata = writer.Begin(5);
            writer.Integer(1, 1);
            writer.Integer(3, (ulong)symbols.IndexOf("the help"));
            writer.End(metadata);
            writer.End(start);
        }

        return writer.Written.ToArray();
    }

    private static void Samples(ProtobufWriter writer, (long Timestamp, double Value)[] samples)
    {
        foreach ((long timestamp, double value) in samples)
        {
            int sample = writer.Begin(2);
            writer.Double(1, value);
            writer.Signed(2, timestamp);
            writer.End(sample);
        }
    }
}
