namespace Vigia.Server.RemoteRead;

/// <summary>What remote reads may use beside the limits of every query (<c>Monitor:Queries</c>). Section <c>Monitor:RemoteRead</c>.</summary>
internal sealed class RemoteReadOptions
{
    /// <summary>Bytes of a request, as sent and unpacked; more is 413.</summary>
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of an answer that is built whole in memory, unpacked; more is 400. An answer in chunks is streamed and has no such bound.</summary>
    public int MaxAnswerBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Bytes of chunks in one frame of a streamed answer; a chunk more where one alone is larger.</summary>
    public int MaxFrameBytes { get; set; } = 1024 * 1024;

    /// <summary>Reads that are answered at once; more wait.</summary>
    public int MaxConcurrent { get; set; } = 10;
}
