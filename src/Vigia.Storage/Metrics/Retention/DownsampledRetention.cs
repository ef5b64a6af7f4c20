namespace Vigia.Storage.Metrics.Retention;

/// <summary>How long samples of one resolution are kept.</summary>
/// <param name="Resolution">The time that one sample stands for, such as five minutes.</param>
/// <param name="Retention">How long.</param>
public sealed record DownsampledRetention(TimeSpan Resolution, TimeSpan Retention);
