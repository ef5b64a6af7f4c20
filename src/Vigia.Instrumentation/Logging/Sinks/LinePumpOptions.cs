namespace Vigia.Instrumentation.Logging.Sinks;

/// <summary>Bounds and times of a <see cref="LinePump"/>.</summary>
/// <param name="Name">The output's name in metrics.</param>
/// <param name="BufferBytes">Bytes that may wait.</param>
/// <param name="BufferLines">Lines that may wait.</param>
/// <param name="BlockTimeout">How long a caller waits for room; zero drops at once.</param>
/// <param name="FlushInterval">How long lines are gathered.</param>
/// <param name="ShutdownTimeout">How long the end waits for what is buffered.</param>
/// <param name="FormatLost">Makes the line, with its newline, that tells how many lines were lost, given by severity.</param>
/// <param name="Failed">Told of the first of several failed writes in a row.</param>
internal sealed record LinePumpOptions(
    string Name,
    int BufferBytes,
    int BufferLines,
    TimeSpan BlockTimeout,
    TimeSpan FlushInterval,
    TimeSpan ShutdownTimeout,
    Func<long[], byte[]> FormatLost,
    Action<Exception> Failed);
