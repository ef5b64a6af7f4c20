namespace Vigia.Console.Search;

/// <summary>Something found by name.</summary>
/// <param name="Kind">The key of the heading it stands under.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Detail">A word more; may be empty.</param>
/// <param name="Address">Where it is.</param>
internal sealed record SearchResult(string Kind, string Name, string Detail, string Address);
