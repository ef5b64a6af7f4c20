namespace Vigia.Server.Notifications.Plots;

/// <summary>A picture of an alert's expression over time.</summary>
/// <param name="Png">Twice as many pixels each way as it is shown in, for sharp screens.</param>
/// <param name="Description">What it shows, for who does not see it.</param>
internal sealed record AlertPlot(byte[] Png, string Description)
{
    /// <summary>Pixels across as it is shown.</summary>
    public const int Width = 560;

    /// <summary>Pixels down as it is shown.</summary>
    public const int Height = 220;
}
