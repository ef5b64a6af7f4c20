using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Vigia.Server.Configuration.Reading;

/// <summary>Refuses a text that nests deeper than its readers, which call themselves for each level, can bear.</summary>
internal sealed class BoundedYamlParser(IParser parser) : IParser
{
    private const int MaxDepth = 50;

    private int _depth;

    public ParsingEvent? Current => parser.Current;

    /// <exception cref="YamlException">It nests too deeply.</exception>
    public bool MoveNext()
    {
        bool isThere = parser.MoveNext();
        switch (parser.Current)
        {
            case MappingStart or SequenceStart:
                if (++_depth > MaxDepth)
                {
                    throw new YamlException(parser.Current.Start, parser.Current.End, $"nested more than {MaxDepth} deep");
                }

                break;
            case MappingEnd or SequenceEnd:
                _depth--;
                break;
        }

        return isThere;
    }
}
