using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Server.Protobuf;

namespace Vigia.Server.RemoteWrite;

/// <summary>Writes one message of remote write, 1.0 or 2.0, series after series. Used again. Not thread-safe.</summary>
internal sealed class RemoteWriteEncoder(bool isVersion2, OutgoingMetadata metadata)
{
    private readonly ProtobufWriter _series = new();
    private readonly ProtobufWriter _message = new();
    private readonly Dictionary<string, ulong> _symbols = new(StringComparer.Ordinal);
    private readonly List<string> _symbolList = [];

    /// <summary>Begins a message.</summary>
    public void Begin()
    {
        _series.Clear();
        _message.Clear();
        _symbols.Clear();
        _symbolList.Clear();
        Symbol("");
    }

    /// <summary>Adds a sample as a series of its own, as Prometheus does.</summary>
    public void Add(LabelSet labels, in QueuedSample sample)
    {
        int series = _series.Begin(isVersion2 ? 5 : 1);
        WriteLabels(labels);
        switch (sample.Other)
        {
            case null:
                int start = _series.Begin(2);
                _series.Double(1, sample.Value);
                _series.Signed(2, sample.Timestamp);
                _series.End(start);
                break;
            case NativeHistogram histogram:
                start = _series.Begin(isVersion2 ? 3 : 4);
                HistogramMessage.Write(_series, histogram, sample.Timestamp);
                _series.End(start);
                break;
            case Exemplar exemplar:
                start = _series.Begin(isVersion2 ? 4 : 3);
                WriteLabels(exemplar.Labels);
                _series.Double(2, exemplar.Value);
                _series.Signed(3, exemplar.Timestamp);
                _series.End(start);
                break;
        }

        if (isVersion2 && metadata.Find(labels.MetricName) is { } known)
        {
            int start = _series.Begin(5);
            _series.Integer(1, (ulong)known.Type);
            _series.Integer(3, Symbol(known.Help));
            _series.Integer(4, Symbol(known.Unit));
            _series.End(start);
        }

        _series.End(series);
    }

    /// <summary>Adds a family's metadata to a message of 1.0.</summary>
    public void AddMetadata(string family, MetricMetadata known)
    {
        int start = _series.Begin(3);
        _series.Integer(1, (ulong)known.Type);
        _series.Text(2, family);
        _series.Text(4, known.Help);
        _series.Text(5, known.Unit);
        _series.End(start);
    }

    /// <summary>The message; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> End()
    {
        if (!isVersion2)
        {
            return _series.Written;
        }

        foreach (string symbol in _symbolList)
        {
            _message.Text(4, symbol);
        }

        _message.Raw(_series.Written.Span);
        return _message.Written;
    }

    private void WriteLabels(LabelSet labels)
    {
        if (!isVersion2)
        {
            foreach (Label label in labels.Span)
            {
                int start = _series.Begin(1);
                _series.Text(1, label.Name);
                _series.Text(2, label.Value);
                _series.End(start);
            }

            return;
        }

        int references = _series.Begin(1);
        foreach (Label label in labels.Span)
        {
            _series.Varint(Symbol(label.Name));
            _series.Varint(Symbol(label.Value));
        }

        _series.End(references);
    }

    private ulong Symbol(string text)
    {
        if (!_symbols.TryGetValue(text, out ulong number))
        {
            number = (ulong)_symbolList.Count;
            _symbols.Add(text, number);
            _symbolList.Add(text);
        }

        return number;
    }
}
