namespace Vigia.Demo.Clients;

/// <summary>What became of one turn.</summary>
/// <param name="Outcome">As the client saw it.</param>
/// <param name="Ids">The messages that were acknowledged.</param>
/// <param name="Reason">The protocol's own code or the error, where it was not acknowledged.</param>
internal sealed record SendResult(SendOutcome Outcome, IReadOnlyList<string> Ids, string? Reason)
{
    public static SendResult Acknowledged(params IReadOnlyList<string> ids) => new(SendOutcome.Acknowledged, ids, null);

    public static SendResult Rejected(string reason) => new(SendOutcome.Rejected, [], reason);

    public static SendResult Failed(string reason) => new(SendOutcome.Failed, [], reason);
}
