namespace Vigia.Server.Ingest.RemoteWrite;

/// <summary>What a request came to.</summary>
/// <param name="Samples">Floats that were written.</param>
/// <param name="Histograms">Native histograms that were written.</param>
/// <param name="Exemplars">Exemplars that were written.</param>
/// <param name="Refused">Samples that were not.</param>
/// <param name="Error">Why, for the first of them; null where all were written.</param>
internal readonly record struct WriteOutcome(int Samples, int Histograms, int Exemplars, int Refused, string? Error);
