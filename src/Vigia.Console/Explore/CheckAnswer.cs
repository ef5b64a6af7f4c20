namespace Vigia.Console.Explore;

/// <summary>What is wrong in a query; empty: nothing.</summary>
internal sealed record CheckAnswer(IReadOnlyList<CheckAnswer.Finding> Findings)
{
    /// <summary>One error, in UTF-16 units.</summary>
    internal sealed record Finding(int Start, int End, string Message);
}
