using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>One receiver for everything, by Alertmanager's default times and grouped by <c>alertname</c>: where no routes are known.</summary>
internal sealed class DefaultRehearsalRoutes : IRehearsalRoutes
{
    private static readonly RehearsalRoute[] Routes = [new RehearsalRoute { GroupBy = [Evaluation.AlertLabels.Name] }];

    public IReadOnlyList<RehearsalRoute> For(LabelSet labels) => Routes;
}
