using System.Diagnostics;

namespace Vigia.Instrumentation.Tracing.Export;

/// <summary>
/// Encoded spans by the source that made them, as one export request takes them. Guarded by its owner. Its buffers are
/// kept from use to use, as a program has few sources and much the same spans of each.
/// </summary>
internal sealed class SpanBatch
{
    /// <summary>A buffer that grew past this is not kept.</summary>
    private const int MaxKept = 1024 * 1024;

    private readonly List<Scope> _scopes = [];

    /// <summary>Spans in it.</summary>
    public int Count { get; private set; }

    public void Add(ActivitySource source, ReadOnlySpan<byte> span)
    {
        Scope? scope = null;
        foreach (Scope one in _scopes)
        {
            if (ReferenceEquals(one.Source, source))
            {
                scope = one;
                break;
            }
        }

        if (scope is null)
        {
            _scopes.Add(scope = new Scope(source));
        }

        // ScopeSpans.spans.
        scope.Spans.Bytes(2, span);
        Count++;
    }

    /// <summary>
    /// Appends an <c>ExportTraceServiceRequest</c>: resource_spans 1 { resource 1, scope_spans 2 { scope 1 { name 1, version 2 }, spans 2 } }.
    /// </summary>
    public void WriteRequest(ProtobufText to, ReadOnlySpan<byte> resource)
    {
        int length = 1 + ProtobufText.SizeOf((ulong)resource.Length) + resource.Length;
        foreach (Scope scope in _scopes)
        {
            length += scope.RequestLength;
        }

        to.Head(1, length);
        to.Bytes(1, resource);
        foreach (Scope scope in _scopes)
        {
            if (scope.Spans.Length > 0)
            {
                to.Head(2, scope.Head.Length + scope.Spans.Length);
                to.Append(scope.Head.Written);
                to.Append(scope.Spans.Written);
            }
        }
    }

    public void Clear()
    {
        Count = 0;
        _scopes.RemoveAll(static scope => scope.Spans.Length == 0 || scope.Spans.Capacity > MaxKept);
        foreach (Scope scope in _scopes)
        {
            scope.Spans.Clear();
        }
    }

    private sealed class Scope
    {
        public Scope(ActivitySource source)
        {
            Source = source;
            int start = Head.Open(1);
            Head.Text(1, source.Name);
            if (!string.IsNullOrEmpty(source.Version))
            {
                Head.Text(2, source.Version);
            }

            Head.Close(start);
        }

        public ActivitySource Source { get; }

        public ProtobufText Head { get; } = new(64);

        public ProtobufText Spans { get; } = new(16 * 1024);

        public int RequestLength
        {
            get
            {
                int length = Head.Length + Spans.Length;
                return Spans.Length == 0 ? 0 : 1 + ProtobufText.SizeOf((ulong)length) + length;
            }
        }
    }
}
