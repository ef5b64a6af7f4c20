using System.Runtime.CompilerServices;
using Vigia.Console.Dashboards.Model;

namespace Vigia.Console.Dashboards.Sharing;

/// <summary>What makes two requests for a panel the same, down to the bytes of their answer.</summary>
/// <param name="Question">The request's body as it was sent: pages of one version write the same question in the same way.</param>
/// <param name="Dashboard">The dashboard as it was then; a saved change makes another one. Null where the panel is in none.</param>
/// <param name="IsCompressed">Whether the answer is gzip.</param>
internal readonly record struct SharedAnswerKey(string Question, Dashboard? Dashboard, bool IsCompressed)
{
    public bool Equals(SharedAnswerKey other) =>
        IsCompressed == other.IsCompressed && ReferenceEquals(Dashboard, other.Dashboard) && string.Equals(Question, other.Question, StringComparison.Ordinal);

    public override int GetHashCode() =>
        HashCode.Combine(string.GetHashCode(Question, StringComparison.Ordinal), Dashboard is null ? 0 : RuntimeHelpers.GetHashCode(Dashboard), IsCompressed);
}
