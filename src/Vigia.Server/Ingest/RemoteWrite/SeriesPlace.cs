namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>Where a <see cref="SeriesCache"/> found a series: the default is nowhere.</summary>
internal readonly record struct SeriesPlace(SeriesGeneration? Generation, int Place);
