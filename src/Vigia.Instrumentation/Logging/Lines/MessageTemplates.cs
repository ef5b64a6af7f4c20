using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>Templates by the identity of their text, which is a constant of the program. Thread safe; bounded, because texts put together at run time come by here too.</summary>
internal sealed class MessageTemplates(LogKeys keys, Action overflowed)
{
    private const int MaxTemplates = 4096;

    private readonly ConcurrentDictionary<string, MessageTemplate> _templates = new(new SameObject());
    private int _count;

    public MessageTemplate Get(string text, ReadOnlySpan<string> rawNames)
    {
        if (_templates.TryGetValue(text, out MessageTemplate? template) && template.Fits(rawNames))
        {
            return template;
        }

        if (Interlocked.Increment(ref _count) > MaxTemplates)
        {
            _templates.Clear();
            Volatile.Write(ref _count, 0);
            overflowed();
        }

        template = MessageTemplate.Parse(text, rawNames.ToArray(), keys);
        _templates[text] = template;
        return template;
    }

    private sealed class SameObject : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode([DisallowNull] string obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
