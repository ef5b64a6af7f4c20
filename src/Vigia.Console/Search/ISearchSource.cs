namespace Vigia.Console.Search;

/// <summary>One kind of thing that the search finds. Thread safe.</summary>
internal interface ISearchSource
{
    /// <summary>Finds what fits best.</summary>
    /// <param name="text">What was typed, trimmed, 1 to 100 characters.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Ends it, as when more was typed.</param>
    Task<IReadOnlyList<SearchResult>> FindAsync(string text, int limit, CancellationToken cancellationToken);
}
