using System.Collections.Concurrent;
using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Field names as programs write them to their <see cref="LogKey"/>. Thread safe; bounded, because names can come from input.</summary>
internal sealed class LogKeys(FieldPolicy policy, Action overflowed)
{
    /// <summary>Far over what a program's source holds; passing it means that names are made from data.</summary>
    private const int MaxNames = 4096;

    private readonly ConcurrentDictionary<string, LogKey> _byRawName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LogKey> _byName = new(StringComparer.Ordinal);
    private int _count;

    public LogKey Get(string rawName) => _byRawName.TryGetValue(rawName, out LogKey? key) ? key : Add(rawName);

    private LogKey Add(string rawName)
    {
        if (Interlocked.Increment(ref _count) > MaxNames)
        {
            _byRawName.Clear();
            _byName.Clear();
            Volatile.Write(ref _count, 0);
            overflowed();
        }

        // '@' and '$' are other loggers' marks for how a value is to be written.
        string name = SnakeCase.Convert(rawName.AsSpan().TrimStart("@$"));
        LogKey key = _byName.GetOrAdd(name, static (text, fields) => new LogKey(text, fields.KindOf(text)), policy);
        return rawName.Length <= SnakeCase.MaxLength ? _byRawName.GetOrAdd(rawName, key) : key;
    }
}
