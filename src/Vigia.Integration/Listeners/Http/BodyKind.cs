namespace Vigia.Integration.Listeners.Http;

/// <summary>What a body holds, by its Content-Type.</summary>
internal enum BodyKind
{
    Unsupported,

    /// <summary>One message, or an array of them.</summary>
    Json,

    /// <summary>One message a line.</summary>
    Lines,
}
