using System.Globalization;

namespace Vigia.Interop.Tests.Metrics.Differential;

/// <summary>When a query is evaluated. In milliseconds; a step of 0 is an instant query.</summary>
internal sealed record Evaluation(long Start, long End, long Step)
{
    /// <summary>The address of a query, relative to the server.</summary>
    public Uri Of(string query) => new(
        Step == 0
            ? $"api/v1/query?time={Seconds(Start)}&query={Uri.EscapeDataString(query)}"
            : $"api/v1/query_range?start={Seconds(Start)}&end={Seconds(End)}&step={Seconds(Step)}&query={Uri.EscapeDataString(query)}",
        UriKind.Relative);

    public override string ToString() => Step == 0 ? $"time={Seconds(Start)}" : $"start={Seconds(Start)}&end={Seconds(End)}&step={Seconds(Step)}";

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);
}
