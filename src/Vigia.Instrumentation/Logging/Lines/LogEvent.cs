using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging.Redaction;

namespace Vigia.Instrumentation.Logging.Lines;

/// <summary>
/// One logged event, taken from a state once and then written to several outputs: its fields in order, its scopes' fields,
/// and its message without secrets. Reused by one thread.
/// </summary>
internal sealed class LogEvent(LineShape shape)
{
    private readonly TextBuffer _message = new(512);
    private string[] _rawNames = new string[8];
    private object?[] _values = new object?[8];
    private (LogKey Key, object? Value)[] _context = new (LogKey, object?)[8];
    private string? _redactedMessage;

    public LogSeverity Severity { get; private set; }

    public DateTimeOffset Time { get; private set; }

    public Exception? Exception { get; private set; }

    public string? EventName { get; private set; }

    public Activity? Activity { get; private set; }

    public LogKey[] Keys { get; private set; } = [];

    /// <summary>The indexes of the values that are shown as fields, in the order in which they are.</summary>
    public int[] Order { get; private set; } = [];

    public ReadOnlySpan<object?> Values => _values.AsSpan(0, ValueCount);

    /// <summary>Values that are kept; those past the bound are in <see cref="LeftOut"/>.</summary>
    public int ValueCount { get; private set; }

    public int LeftOut { get; private set; }

    public ReadOnlySpan<(LogKey Key, object? Value)> Context => _context.AsSpan(0, ContextCount);

    public int ContextCount { get; private set; }

    public int ContextLeftOut { get; private set; }

    /// <summary>The message without secrets.</summary>
    public ReadOnlySpan<char> Message => _redactedMessage is null ? _message.Written : _redactedMessage;

    /// <summary>Whether the message holds every value and was searched without a hit, so that no text among the values needs another search.</summary>
    public bool ValuesAreClean { get; private set; }

    /// <summary>What went wrong while the event was taken up; null where nothing did.</summary>
    public Exception? Failure { get; private set; }

    public void Capture<TState>(
        LogSeverity severity, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter, IExternalScopeProvider? scopes)
    {
        Severity = severity;
        Time = shape.Time.GetUtcNow();
        Exception = exception;
        EventName = eventId.Name;
        Activity = Activity.Current;
        try
        {
            CaptureState(state, exception, formatter);
        }
        catch (Exception e)
        {
            // The service's own code (a formatter, a ToString) failed; the line says so instead of ending the caller.
            Failure = e;
            _message.Clear();
            _message.Append($"(mensagem não formatada: {e.GetType().Name})");
            ValuesAreClean = false;
        }

        try
        {
            scopes?.ForEachScope(static (scope, self) => self.AddScope(scope), this);
        }
        catch (Exception e)
        {
            Failure ??= e;
        }
    }

    public void Clear()
    {
        Array.Clear(_values, 0, ValueCount);
        Array.Clear(_context, 0, ContextCount);
        _message.Clear();
        _redactedMessage = null;
        ValueCount = ContextCount = LeftOut = ContextLeftOut = 0;
        Exception = null;
        Activity = null;
        Failure = null;
    }

    private void CaptureState<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _message.MaxLength = shape.Limits.MessageLength + LineShape.Window;
        ValuesAreClean = false;
        Keys = [];
        Order = [];
        string? template = null;
        if (state is IReadOnlyList<KeyValuePair<string, object?>> list)
        {
            template = Take(list);
        }
        else if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            template = Take([.. pairs.Take(shape.Limits.Entries + 1)]);
        }

        MessageTemplate plan = shape.Templates.Get(template ?? "", _rawNames.AsSpan(0, ValueCount));
        Keys = plan.Keys;
        Order = plan.Order;
        bool rendersItself = ValueCount > 0 && template is not null && LeftOut == 0 && StateKind<TState>.RendersItsTemplate;
        bool holdsAll = rendersItself && Render(plan);
        if (!rendersItself)
        {
            _message.Append(formatter(state, exception));
            HideFieldsInMessage();
        }

        if (shape.Redactor.MayChange(_message.Written))
        {
            _redactedMessage = shape.Redactor.Redact(_message.Written);
        }
        else
        {
            ValuesAreClean = holdsAll && _message.Length < _message.MaxLength;
        }
    }

    /// <returns>The template, where the state has one.</returns>
    private string? Take(IReadOnlyList<KeyValuePair<string, object?>> list)
    {
        string? template = null;
        int count = list.Count;
        for (int i = 0; i < count; i++)
        {
            KeyValuePair<string, object?> pair = list[i];
            if (pair.Key == MessageTemplate.OriginalFormat)
            {
                template = pair.Value as string;
            }
            else if (ValueCount == shape.Limits.Entries)
            {
                LeftOut++;
            }
            else
            {
                if (ValueCount == _values.Length)
                {
                    Array.Resize(ref _values, ValueCount * 2);
                    Array.Resize(ref _rawNames, ValueCount * 2);
                }

                _rawNames[ValueCount] = pair.Key ?? "";
                _values[ValueCount++] = pair.Value;
            }
        }

        return template;
    }

    /// <returns>Whether all values stand in the message as they are.</returns>
    private bool Render(MessageTemplate plan)
    {
        int shown = 0;
        bool plain = true;
        foreach (MessageTemplate.Part part in plan.Parts)
        {
            if (part.Index < 0)
            {
                _message.Append(part.Literal);
                continue;
            }

            int start = _message.Length;
            FieldKind kind = plan.Keys[part.Index].Kind;
            object? value = _values[part.Index];
            if (kind == FieldKind.Open)
            {
                _message.AppendValue(value, part.Format);
                shown++;
                plain &= value is string || value is not System.Collections.IEnumerable;
            }
            else
            {
                _message.Append(shape.Values.Masked(kind, value));
                plain = false;
            }

            _message.Align(start, part.Alignment);
        }

        return plain && shown == ValueCount;
    }

    /// <summary>A message that the state itself made holds its secret fields' values; they go by their text.</summary>
    private void HideFieldsInMessage()
    {
        for (int i = 0; i < ValueCount; i++)
        {
            FieldKind kind = Keys[i].Kind;
            if (kind == FieldKind.Open || _values[i] is null)
            {
                continue;
            }

            string text = Convert.ToString(_values[i], System.Globalization.CultureInfo.InvariantCulture) ?? "";
            if (text.Length > 0 && _message.Written.IndexOf(text, StringComparison.Ordinal) >= 0)
            {
                string hidden = new string(_message.Written).Replace(text, shape.Values.Masked(kind, _values[i]), StringComparison.Ordinal);
                _message.Clear();
                _message.Append(hidden);
            }
        }
    }

    private void AddScope(object? scope)
    {
        switch (scope)
        {
            case IReadOnlyList<KeyValuePair<string, object?>> list:
                for (int i = 0; i < list.Count; i++)
                {
                    AddContext(list[i].Key, list[i].Value);
                }

                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach (KeyValuePair<string, object?> pair in pairs)
                {
                    AddContext(pair.Key, pair.Value);
                }

                break;
            case IEnumerable<KeyValuePair<string, string>> pairs:
                foreach (KeyValuePair<string, string> pair in pairs)
                {
                    AddContext(pair.Key, pair.Value);
                }

                break;
            case KeyValuePair<string, object?> pair:
                AddContext(pair.Key, pair.Value);
                break;
            case ValueTuple<string, object?> pair:
                AddContext(pair.Item1, pair.Item2);
                break;
            case not null:
                AddContext("scope", scope);
                break;
        }
    }

    /// <summary>An inner scope's value takes the place of an outer one's.</summary>
    private void AddContext(string? rawName, object? value)
    {
        if (rawName is null or MessageTemplate.OriginalFormat)
        {
            return;
        }

        LogKey key = shape.Keys.Get(rawName);
        if (key.IsTraceIdentifier && Activity is not null)
        {
            return;
        }

        for (int i = 0; i < ContextCount; i++)
        {
            if (ReferenceEquals(_context[i].Key, key))
            {
                _context[i].Value = value;
                return;
            }
        }

        if (ContextCount == shape.Limits.Entries)
        {
            ContextLeftOut++;
            return;
        }

        if (ContextCount == _context.Length)
        {
            Array.Resize(ref _context, ContextCount * 2);
        }

        _context[ContextCount++] = (key, value);
    }

    /// <summary>Whether a state's text is its template with its values, so that it can be rendered from them.</summary>
    private static class StateKind<TState>
    {
        /// <summary>
        /// The logging library's own states, the structs that its generator makes for more than six values, and the state
        /// of Microsoft.Extensions.Telemetry's generator, which takes over where that package is referenced.
        /// </summary>
        public static readonly bool RendersItsTemplate =
            typeof(TState).Assembly == typeof(LoggerMessage).Assembly
            || typeof(TState).FullName == "Microsoft.Extensions.Logging.LoggerMessageState"
            || (typeof(TState).IsNested && typeof(TState).Name.StartsWith("__", StringComparison.Ordinal) && typeof(TState).Name.EndsWith("Struct", StringComparison.Ordinal));
    }
}
