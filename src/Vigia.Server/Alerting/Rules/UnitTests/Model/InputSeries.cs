using Vigia.Model.Labels;
using Vigia.PromQL.Scripts;

namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>A series that a test starts from.</summary>
internal sealed record InputSeries(LabelSet Labels, IReadOnlyList<SequenceValue> Values);
