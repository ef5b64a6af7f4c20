using System.Diagnostics;
using System.Text;
using Vigia.Instrumentation.Tracing;

namespace Vigia.Fuzz.Targets;

/// <summary><c>traceparent</c>, a line feed, <c>tracestate</c>.</summary>
internal sealed class TraceContextTarget : IFuzzTarget
{
    public string Name => "trace-context";

    public int BaseBytes => 32 * 1024;

    public int BytesPerInputByte => 64;

    public void Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string? traceState = end < 0 ? null : text[(end + 1)..];
        string traceParent = end < 0 ? text : text[..end];
        if (!TraceContext.TryParse(traceParent, traceState, out ActivityContext context))
        {
            FuzzFindingException.ThrowIf(context != default, "a context although there is none");
            return;
        }

        FuzzFindingException.ThrowIf(
            context.TraceId == default || context.SpanId == default || !context.IsRemote || context.TraceState?.Length > TraceContext.MaxTraceStateLength,
            "a context that is none");
        FuzzFindingException.ThrowIf(
            !traceParent.Contains(context.TraceId.ToHexString(), StringComparison.Ordinal) || !traceParent.Contains(context.SpanId.ToHexString(), StringComparison.Ordinal),
            "a context that nobody sent");

        // What is handed on to a destination must not break out of its header.
        FuzzFindingException.ThrowIf(
            context.TraceState is { } kept && kept.AsSpan().ContainsAnyExceptInRange(' ', '~') && kept.Any(c => c is (< ' ' or > '~') and not '\t'),
            "control characters are handed on");
    }
}
