using Vigia.Model.Labels;

namespace Vigia.Server.Alerting.Rules.UnitTests.Model;

/// <summary>A sample of a query's answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Value">Its value; 0 for a histogram.</param>
/// <param name="Histogram">The histogram in the notation of series; "" for a float.</param>
internal sealed record ExpectedSample(LabelSet Labels, double Value, string Histogram);
