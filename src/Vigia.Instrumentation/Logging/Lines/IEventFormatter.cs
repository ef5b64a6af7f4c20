namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Turns an event into one line of an output. Thread safe: all state is in the arguments.</summary>
internal interface IEventFormatter
{
    /// <summary>Appends the line with its newline.</summary>
    void Format(JsonText line, LogEvent @event, LineSource source);
}
