namespace Vigia.Model.Messages;

/// <summary>What the erasure of one person's messages did.</summary>
/// <param name="Messages">How many messages were emptied.</param>
public sealed record ErasureResult(int Messages);
