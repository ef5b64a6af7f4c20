namespace Vigia.PromQL.Scripts;

/// <summary>What a script expected and did not get, or what is wrong with it.</summary>
/// <param name="File">The script's name as given.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ScriptFailure(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}: {Message}");
}
