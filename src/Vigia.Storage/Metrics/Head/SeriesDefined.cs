using Vigia.Model.Labels;

namespace Vigia.Storage.Metrics.Head;

/// <summary>Hears of a new series: its number, its labels, the pair of each label, and which of the pairs are new.</summary>
internal delegate void SeriesDefined(uint series, LabelSet labels, ReadOnlySpan<uint> pairs, ReadOnlySpan<bool> isNew);
