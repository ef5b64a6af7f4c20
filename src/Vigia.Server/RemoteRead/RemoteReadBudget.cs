using Microsoft.AspNetCore.Http;

namespace Vigia.Server.RemoteRead;

/// <summary>What one request may read, all its queries together. Used by one reader at a time.</summary>
/// <param name="maxSeries">Series of one query.</param>
/// <param name="maxSamples">Samples of the request.</param>
internal sealed class RemoteReadBudget(int maxSeries, long maxSamples)
{
    public int MaxSeries => maxSeries;

    /// <summary>Samples read.</summary>
    public long Samples { get; private set; }

    /// <exception cref="RemoteReadException">That is too many.</exception>
    public void Spend(int samples)
    {
        Samples += samples;
        if (Samples > maxSamples)
        {
            throw new RemoteReadException(
                StatusCodes.Status400BadRequest, $"exceeded sample limit ({maxSamples}); ask for fewer series or a shorter time, or raise Monitor:Queries:MaxSamples");
        }
    }
}
