namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>A button of a Slack attachment: its texts by Slack's own keys.</summary>
internal sealed record SlackAction(IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, string>? Confirm);
