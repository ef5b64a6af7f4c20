using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>An alert as it is told.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Annotations">Its annotations, ordered by name.</param>
internal sealed record ExpectedAlert(LabelSet Labels, IReadOnlyList<Label> Annotations)
{
    public bool Equals(ExpectedAlert? other) => other is not null && Labels.Equals(other.Labels) && Annotations.SequenceEqual(other.Annotations);

    public override int GetHashCode() => Labels.GetHashCode();
}
