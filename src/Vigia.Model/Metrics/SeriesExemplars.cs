using Vigia.Model.Labels;

namespace Vigia.Model.Metrics;

/// <summary>The exemplars of one series, ascending by time.</summary>
public sealed record SeriesExemplars(LabelSet Series, IReadOnlyList<Exemplar> Exemplars);
