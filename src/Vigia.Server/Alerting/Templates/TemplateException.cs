namespace Vigia.Server.Alerting.Templates;

/// <summary>A template does not parse, or fails while it runs. The message is worded as Go's text/template words it, with the place in it.</summary>
internal sealed class TemplateException : FormatException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">The whole message, with the template's name and the line.</param>
    /// <param name="reason">What is wrong, without the place.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">UTF-16 units before it on that line, as Go counts: from 0.</param>
    /// <param name="inner">What caused it.</param>
    public TemplateException(string message, string reason, int line, int column, Exception? inner = null)
        : base(message, inner) =>
        (Reason, Line, Column) = (reason, line, column);

    public string Reason { get; }

    public int Line { get; }

    public int Column { get; }
}
