using Vigia.Model.Metrics;

namespace Vigia.Server.Exposition;

/// <summary>Takes what an exposition in protobuf says, one thing after the other. Spans are valid during the call only.</summary>
internal interface IExpositionConsumer
{
    /// <summary>A family begins.</summary>
    void Family(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit);

    /// <summary>A sample.</summary>
    /// <param name="key">The series as the text format writes it.</param>
    /// <param name="type">Its family's type.</param>
    /// <param name="value">The value.</param>
    /// <param name="timestamp">Its own time in milliseconds, or null.</param>
    void Sample(ReadOnlySpan<byte> key, MetricType type, double value, long? timestamp);

    /// <summary>A native histogram.</summary>
    void Histogram(ReadOnlySpan<byte> key, MetricType type, NativeHistogram histogram, long? timestamp);

    /// <summary>An exemplar of the sample or histogram before it.</summary>
    /// <param name="labels">Its labels in braces, as the text format writes them.</param>
    /// <param name="value">What was observed.</param>
    /// <param name="timestamp">When, in milliseconds, or null.</param>
    void Exemplar(ReadOnlySpan<byte> labels, double value, long? timestamp);
}
