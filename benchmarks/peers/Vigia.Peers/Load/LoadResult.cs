namespace Vigia.Peers.Load;

/// <summary>One round: how many messages were acknowledged as durable, and how long each took.</summary>
internal sealed record LoadResult(string Peer, long Acknowledged, double Seconds, double P50Ms, double P99Ms, double ServerCpuSeconds)
{
    public double PerSecond => Acknowledged / Seconds;

    public double CpuMicrosecondsPerMessage => ServerCpuSeconds / Acknowledged * 1e6;
}
