using System.Globalization;

namespace Vigia.Server.Exposition;

/// <summary>An exposition is not what its format allows. The whole exposition is refused.</summary>
internal sealed class ExpositionException : FormatException
{
    /// <summary>Makes the error for a place in an exposition.</summary>
    /// <param name="line">The line, from 1; 0 where the format has no lines.</param>
    /// <param name="reason">What is wrong there.</param>
    public ExpositionException(int line, string reason)
        : base(line == 0 ? reason : string.Create(CultureInfo.InvariantCulture, $"line {line}: {reason}")) =>
        (Line, Reason) = (line, reason);

    public int Line { get; }

    public string Reason { get; }
}
