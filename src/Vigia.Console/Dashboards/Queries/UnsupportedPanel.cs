namespace Vigia.Console.Dashboards.Queries;

/// <summary>Why a panel shows a sentence instead of its body. The page has the sentences, in the reader's language.</summary>
/// <param name="Code">
/// <c>panel-type</c> (type), <c>library-panel</c> (name), <c>data-source</c> (type), <c>expression</c> (), <c>no-query</c> (), <c>source-panel</c> (id).
/// </param>
/// <param name="Arguments">What stands in parentheses above.</param>
internal sealed record UnsupportedPanel(string Code, params IReadOnlyList<string> Arguments);
