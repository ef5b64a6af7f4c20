namespace Vigia.Server.Hosting;

/// <summary>Samples of one resolution, and how long they are kept.</summary>
internal sealed class DownsamplingOptions
{
    /// <summary>The time that one sample stands for: a minute to a day.</summary>
    public TimeSpan Resolution { get; set; }

    /// <summary>How long.</summary>
    public TimeSpan Retention { get; set; }
}
