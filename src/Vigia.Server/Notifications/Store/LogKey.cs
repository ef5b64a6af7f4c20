namespace Vigia.Server.Notifications.Store;

/// <summary>A group and one way to its receiver.</summary>
internal readonly record struct LogKey(string Receiver, string Integration, int Index, string GroupKey);
