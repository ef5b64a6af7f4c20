namespace Vigia.Demo.Alerts;

/// <summary>A notice that arrived at one of the demo's own receivers.</summary>
/// <param name="Channel">Which: <c>e-mail</c>, <c>Slack</c>, <c>PagerDuty</c>, <c>webhook</c>.</param>
/// <param name="Alert">The group's alert name.</param>
/// <param name="IsFiring">Whether it says firing; otherwise resolved.</param>
internal readonly record struct DemoNotice(string Channel, string Alert, bool IsFiring);
