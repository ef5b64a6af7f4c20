namespace Vigia.Server.Alerting.Rules.Rehearsal;

/// <summary>How often one receiver would have been told.</summary>
/// <param name="Receiver">Its name; "" where no routes are known and Alertmanager's own times are taken.</param>
/// <param name="Firing">Notices that something new fires.</param>
/// <param name="Repeated">Notices that nothing has changed.</param>
/// <param name="Resolved">Notices that something is over and nothing new fires.</param>
internal sealed record RehearsedNotices(string Receiver, int Firing, int Repeated, int Resolved)
{
    public int Total => Firing + Repeated + Resolved;
}
