using Vigia.PromQL.Engine.Columns;

namespace Vigia.PromQL.Functions.Ranges;

/// <summary>A series' floats and the windows over them: window i holds the samples from Low[i] to before High[i] and belongs to step FirstStep + i.</summary>
internal readonly ref struct RangeWindows
{
    public required RangeCall Call { get; init; }

    public required ReadOnlySpan<long> Times { get; init; }

    public required ReadOnlySpan<double> Values { get; init; }

    public required ReadOnlySpan<int> Low { get; init; }

    public required ReadOnlySpan<int> High { get; init; }

    public required ReadScratch Scratch { get; init; }

    public int FirstStep { get; init; }

    public int Count => Low.Length;
}
