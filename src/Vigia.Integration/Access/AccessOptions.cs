namespace Vigia.Integration.Access;

/// <summary>Section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>
    /// How many refused tokens an address may have in a minute before its unknown tokens are refused unchecked; keys and
    /// tokens that were validated before still pass. 0: no limit.
    /// </summary>
    public int FailuresPerMinute { get; set; } = 600;

    /// <summary>How often the running module looks whether keys were made or revoked: 50 milliseconds to 10 seconds.</summary>
    public TimeSpan KeyRefresh { get; set; } = TimeSpan.FromMilliseconds(500);
}
