using Vigia.Model.Labels;

namespace Vigia.Server.Configuration.Model;

/// <summary>Addresses with labels in common.</summary>
/// <param name="Addresses">Hosts with ports, as <c>__address__</c>.</param>
/// <param name="Labels">What all of them have.</param>
internal sealed record TargetGroup(IReadOnlyList<string> Addresses, LabelSet Labels);
