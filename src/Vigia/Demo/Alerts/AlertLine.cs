using System.Globalization;

namespace Vigia.Demo.Alerts;

/// <summary>A state that an alert reached, and who was told of it.</summary>
/// <param name="At">Since the demo began.</param>
/// <param name="Alert">The alert's name.</param>
/// <param name="State"><c>pending</c>, <c>firing</c> or <c>resolved</c>.</param>
/// <param name="Channels">Where a notice of it arrived, in the order of arrival.</param>
internal sealed record AlertLine(TimeSpan At, string Alert, string State, IReadOnlyList<string> Channels)
{
    /// <summary>Such as <c>320s  HighErrorRate firing → e-mail, Slack</c>.</summary>
    public override string ToString()
    {
        string told = Channels.Count == 0 ? "" : " → " + string.Join(", ", Channels);
        return string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,4:F0}s  {Alert} {State}{told}");
    }
}
