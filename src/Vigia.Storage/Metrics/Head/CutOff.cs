using Vigia.Model.Metrics;

namespace Vigia.Storage.Metrics.Head;

/// <summary>A sample that came while the time before it was being cut into a block.</summary>
internal readonly record struct CutOff(uint Series, long Time, double Value, NativeHistogram? Histogram);
