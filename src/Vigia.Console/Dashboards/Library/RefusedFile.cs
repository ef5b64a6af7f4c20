namespace Vigia.Console.Dashboards.Library;

/// <summary>A file that is no dashboard. The last good one of it, if any, stays.</summary>
/// <param name="File">Its path.</param>
/// <param name="Line">Where, from 1; 0 where that is not known.</param>
/// <param name="Reason">What is wrong.</param>
internal sealed record RefusedFile(string File, long Line, string Reason);
