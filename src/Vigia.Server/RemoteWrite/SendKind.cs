namespace Vigia.Server.RemoteWrite;

/// <summary>What a receiver answered.</summary>
internal enum SendKind
{
    /// <summary>It has the samples.</summary>
    Taken,

    /// <summary>It does not want them: sending them again would change nothing.</summary>
    Refused,

    /// <summary>It could not take them now.</summary>
    Later,
}
