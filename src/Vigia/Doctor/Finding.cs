namespace Vigia.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Check">The check, for example <c>ports</c>.</param>
/// <param name="Status">How bad it is.</param>
/// <param name="Message">What is so, or what is wrong and where.</param>
/// <param name="Remedy">What to do about it; null where all is well.</param>
internal sealed record Finding(string Check, FindingStatus Status, string Message, string? Remedy = null);
