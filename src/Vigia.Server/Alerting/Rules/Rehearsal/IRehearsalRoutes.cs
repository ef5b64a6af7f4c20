using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>Knows who would be told of an alert. Safe from any thread.</summary>
internal interface IRehearsalRoutes
{
    /// <summary>The routes that take an alert; none where nobody is told.</summary>
    IReadOnlyList<RehearsalRoute> For(LabelSet labels);
}
