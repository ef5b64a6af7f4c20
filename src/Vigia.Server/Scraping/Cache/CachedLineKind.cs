namespace Vigia.Server.Scraping.Cache;

/// <summary>What a remembered line is.</summary>
internal enum CachedLineKind : byte
{
    /// <summary>A sample that is stored.</summary>
    Stored,

    /// <summary>A sample that a relabeling rule drops.</summary>
    Dropped,

    /// <summary>A sample that a cap on series keeps out.</summary>
    Capped,

    /// <summary>A family's type, which says how the samples below it are read.</summary>
    Type,

    /// <summary>A family's help or unit.</summary>
    Metadata,
}
