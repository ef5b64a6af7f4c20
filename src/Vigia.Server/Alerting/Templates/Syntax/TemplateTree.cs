using System.Globalization;

namespace Vigia.Server.Alerting.Templates.Syntax;

/// <summary>A named template's tree and the text that its places are in. Immutable.</summary>
/// <param name="File">The name of the text that it stands in.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Source">The text.</param>
/// <param name="Body">The tree.</param>
internal sealed record TemplateTree(string File, string Name, string Source, ListNode Body)
{
    private const int MaxQuote = 100;

    /// <summary>The line of a place, from 1, and the UTF-16 units before it on that line.</summary>
    public static (int Line, int Column) Position(string source, int at)
    {
        at = Math.Min(at, source.Length);
        ReadOnlySpan<char> before = source.AsSpan(0, at);
        int newline = before.LastIndexOf('\n');
        return (before.Count('\n') + 1, at - newline - 1);
    }

    /// <summary>The error of a node while it runs.</summary>
    public TemplateException Error(TemplateNode node, string reason, Exception? inner = null)
    {
        (int line, int column) = Position(Source, node.Place);
        string quote = Source[Math.Min(node.Start, Source.Length)..Math.Min(node.End, Source.Length)].Trim();
        quote = node is TemplateCallNode ? $"{{{{{quote}}}}}" : quote;
        quote = quote.Length > MaxQuote ? quote[..MaxQuote] + "..." : quote;
        string message = string.Create(CultureInfo.InvariantCulture, $"template: {File}:{line}:{column}: executing \"{Name}\" at <{quote}>: {reason}");
        return new TemplateException(message, reason, line, column, inner);
    }
}
