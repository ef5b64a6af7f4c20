namespace Vigia.Server.RemoteRead;

/// <summary>A remote read.</summary>
/// <param name="Queries">Each is answered by itself, in this order.</param>
/// <param name="ResponseType">How.</param>
internal sealed record RemoteReadRequest(IReadOnlyList<RemoteReadQuery> Queries, RemoteReadResponseType ResponseType);
