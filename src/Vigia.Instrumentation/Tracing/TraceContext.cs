using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Vigia.Instrumentation.Tracing;

/// <summary>
/// W3C Trace Context (https://www.w3.org/TR/trace-context/) in and out of carriers with string keys: message headers,
/// MQTT 5 user properties, fields of a WebSocket envelope. What a sender wrote wrongly is ignored, never an error.
/// Baggage is neither read nor written: it would hand what one sender says on to every destination. Thread safe.
/// </summary>
public static class TraceContext
{
    /// <summary>The key of the context.</summary>
    public const string TraceParentKey = "traceparent";

    /// <summary>The key of the vendors' state.</summary>
    public const string TraceStateKey = "tracestate";

    /// <summary>Characters of <c>tracestate</c> that are taken; a longer one is left out as a whole.</summary>
    public const int MaxTraceStateLength = 512;

    /// <summary>Members of <c>tracestate</c> that are taken; one with more is left out as a whole.</summary>
    public const int MaxTraceStateMembers = 32;

    // A later version may be longer than version 00; nothing says how long, so this is our bound.
    private const int MaxTraceParentLength = 256;
    private const int Version00Length = 55;

    private static readonly SearchValues<char> TraceStateKeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    /// <summary>Reads a context.</summary>
    /// <param name="traceParent"><c>traceparent</c>, or null.</param>
    /// <param name="traceState"><c>tracestate</c>, or null. Where it is malformed or too long, the context is read without it.</param>
    /// <param name="context">The context, marked as remote.</param>
    /// <returns>Whether <paramref name="traceParent"/> is well formed.</returns>
    public static bool TryParse([NotNullWhen(true)] string? traceParent, string? traceState, out ActivityContext context)
    {
        context = default;
        if (traceParent is null || !IsWellFormed(traceParent))
        {
            return false;
        }

        ReadOnlySpan<char> text = traceParent;
        context = new ActivityContext(
            ActivityTraceId.CreateFromString(text.Slice(3, 32)),
            ActivitySpanId.CreateFromString(text.Slice(36, 16)),
            (HexValue(text[54]) & 1) != 0 ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            IsUsableTraceState(traceState) ? traceState : null,
            isRemote: true);
        return true;
    }

    /// <summary>Reads a context out of headers.</summary>
    /// <param name="carrier">The headers. Keys are compared as the dictionary does.</param>
    /// <param name="context">The context, marked as remote.</param>
    /// <returns>Whether there was a well-formed one.</returns>
    public static bool TryExtract(IReadOnlyDictionary<string, string> carrier, out ActivityContext context)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        return TryParse(carrier.GetValueOrDefault(TraceParentKey), carrier.GetValueOrDefault(TraceStateKey), out context);
    }

    /// <summary>Reads a context out of any carrier.</summary>
    /// <param name="carrier">The carrier.</param>
    /// <param name="get">Answers the value under a key, or null.</param>
    /// <param name="context">The context, marked as remote.</param>
    /// <returns>Whether there was a well-formed one.</returns>
    public static bool TryExtract<TCarrier>(TCarrier carrier, Func<TCarrier, string, string?> get, out ActivityContext context)
    {
        ArgumentNullException.ThrowIfNull(get);
        return TryParse(get(carrier, TraceParentKey), get(carrier, TraceStateKey), out context);
    }

    /// <summary>Writes a span's context into headers, in place of what is there. Does nothing where there is no span.</summary>
    public static void Inject(Activity? span, IDictionary<string, string> carrier)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        if (span is { IdFormat: ActivityIdFormat.W3C })
        {
            carrier.Remove(TraceStateKey);
            Inject(span, carrier, static (headers, key, value) => headers[key] = value);
        }
    }

    /// <summary>Writes a span's context into any carrier. Does nothing where there is no span.</summary>
    /// <param name="span">The span, or null.</param>
    /// <param name="carrier">The carrier.</param>
    /// <param name="set">Sets a value under a key.</param>
    public static void Inject<TCarrier>(Activity? span, TCarrier carrier, Action<TCarrier, string, string> set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (span is not { IdFormat: ActivityIdFormat.W3C, Id: { } traceParent })
        {
            return;
        }

        set(carrier, TraceParentKey, traceParent);
        if (span.TraceStateString is { Length: > 0 } traceState)
        {
            set(carrier, TraceStateKey, traceState);
        }
    }

    // version "-" trace-id "-" parent-id "-" trace-flags, lower-case hex: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.Length is < Version00Length or > MaxTraceParentLength
            || text[2] != '-' || text[35] != '-' || text[52] != '-'
            || !IsHex(text[..2]) || text[..2] is "ff"
            || !IsHex(text.Slice(3, 32)) || !text.Slice(3, 32).ContainsAnyExcept('0')
            || !IsHex(text.Slice(36, 16)) || !text.Slice(36, 16).ContainsAnyExcept('0')
            || !IsHex(text.Slice(53, 2)))
        {
            return false;
        }

        return text.Length == Version00Length || (text[..2] is not "00" && text[Version00Length] == '-');
    }

    private static bool IsUsableTraceState(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxTraceStateLength)
        {
            return false;
        }

        int members = 0;
        foreach (Range range in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> member = text.AsSpan(range).Trim(" \t");
            if (member.IsEmpty)
            {
                continue;
            }

            int equals = member.IndexOf('=');
            if (++members > MaxTraceStateMembers
                || equals is < 1 or > 256
                || !char.IsAsciiLetterLower(member[0]) && !char.IsAsciiDigit(member[0])
                || member[..equals].ContainsAnyExcept(TraceStateKeyCharacters)
                || member.Length - equals - 1 is < 1 or > 256
                || member[(equals + 1)..].ContainsAnyExceptInRange(' ', '~')
                || member[(equals + 1)..].Contains('='))
            {
                return false;
            }
        }

        return members > 0;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private static int HexValue(char c) => c <= '9' ? c - '0' : c - 'a' + 10;
}
