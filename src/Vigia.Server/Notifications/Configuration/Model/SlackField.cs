namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>A field of a Slack attachment.</summary>
internal sealed record SlackField(string Title, string Value, bool? IsShort);
