using System.Text;
using Microsoft.AspNetCore.Http;
using Vigia.Model.Labels;
using Vigia.Server.Protobuf;

namespace Vigia.Server.RemoteRead;

/// <summary>Reads <c>prometheus.ReadRequest</c>: queries 1, accepted response types 2.</summary>
/// <remarks>https://prometheus.io/docs/specs/prw/remote_read_api/.</remarks>
internal static class RemoteReadDecoder
{
    /// <summary>Queries of one request, and matchers of one query.</summary>
    public const int MaxParts = 1_000;

    /// <exception cref="ProtobufException">It is not such a message.</exception>
    /// <exception cref="RemoteReadException">It asks for what cannot be.</exception>
    public static RemoteReadRequest Read(ReadOnlySpan<byte> message)
    {
        var queries = new List<RemoteReadQuery>();
        var accepted = new List<ulong>();
        var patterns = new LabelPatternBudget();
        var reader = new ProtobufReader(message);
        for (int field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    Check(queries.Count, "queries");
                    queries.Add(Query(reader.Bytes(), patterns));
                    break;
                case 2:
                    reader.AddIntegers(accepted);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new RemoteReadRequest(queries, Choose(accepted));
    }

    /// <summary>The first that is known, as they stand in the sender's order of preference; samples where it names none.</summary>
    private static RemoteReadResponseType Choose(List<ulong> accepted)
    {
        foreach (ulong type in accepted)
        {
            if (type is (ulong)RemoteReadResponseType.Samples or (ulong)RemoteReadResponseType.StreamedChunks)
            {
                return (RemoteReadResponseType)type;
            }
        }

        return accepted.Count == 0
            ? RemoteReadResponseType.Samples
            : throw Bad($"server does not support any of the requested response types: {string.Join(", ", accepted)}; supported: 0 (SAMPLES), 1 (STREAMED_XOR_CHUNKS)");
    }

    private static RemoteReadQuery Query(ReadOnlySpan<byte> message, LabelPatternBudget patterns)
    {
        long start = 0, end = 0;
        var matchers = new List<LabelMatcher>();
        var reader = new ProtobufReader(message);
        for (int field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    start = reader.Signed();
                    break;
                case 2:
                    end = reader.Signed();
                    break;
                case 3:
                    Check(matchers.Count, "matchers");
                    matchers.Add(Matcher(reader.Bytes(), patterns));
                    break;
                default:
                    // Hints (4) say what the samples are for: they would let an answer leave samples out, and none is.
                    reader.Skip();
                    break;
            }
        }

        return new RemoteReadQuery(start, end, matchers);
    }

    private static LabelMatcher Matcher(ReadOnlySpan<byte> message, LabelPatternBudget patterns)
    {
        ulong type = 0;
        string name = "", value = "";
        var reader = new ProtobufReader(message);
        for (int field = reader.NextField(); field != 0; field = reader.NextField())
        {
            switch (field)
            {
                case 1:
                    type = reader.Integer();
                    break;
                case 2:
                    name = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                case 3:
                    value = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        MatchKind kind = type switch
        {
            0 => MatchKind.Equal,
            1 => MatchKind.NotEqual,
            2 => MatchKind.Regex,
            3 => MatchKind.NotRegex,
            _ => throw Bad($"the matcher of {QuotedText.Quote(name)} has the unknown type {type}; known: 0 (=), 1 (!=), 2 (=~), 3 (!~)"),
        };
        try
        {
            return new LabelMatcher(kind, name, value, patterns);
        }
        catch (LabelPatternException exception)
        {
            throw Bad($"the matcher of {QuotedText.Quote(name)}: {exception.Message}");
        }
    }

    private static void Check(int count, string of)
    {
        if (count == MaxParts)
        {
            throw Bad($"more than {MaxParts} {of}; ask for less at once");
        }
    }

    private static RemoteReadException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
