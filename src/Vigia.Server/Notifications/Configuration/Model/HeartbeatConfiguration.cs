using Vigia.Server.Configuration.Model;

namespace Vigia.Server.Notifications.Configuration.Model;

/// <summary>A dead man's switch elsewhere: called at each interval while notices can be sent.</summary>
internal sealed record HeartbeatConfiguration(SecretText Url, TimeSpan Interval, HttpClientConfiguration Client);
