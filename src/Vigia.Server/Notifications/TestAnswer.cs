using Vigia.Server.Notifications.Delivery;

namespace Vigia.Server.Notifications;

/// <summary>What a test notice came to on one way.</summary>
public sealed record TestAnswer(string Integration, SendResult Result);
