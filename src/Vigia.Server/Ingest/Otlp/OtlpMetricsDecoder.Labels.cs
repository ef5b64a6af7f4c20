using Vigia.Model.Labels;
using Vigia.Server.Protobuf;

namespace Vigia.Server.Ingest.Otlp;

internal sealed partial class OtlpMetricsDecoder
{
    private const string ServiceName = "service.name";
    private const string ServiceNamespace = "service.namespace";
    private const string ServiceInstance = "service.instance.id";

    /// <summary>Reads <c>job</c>, <c>instance</c> and promoted attributes, and gives the labels of <c>target_info</c>: empty where there is nothing to tell.</summary>
    private LabelSet ReadResourceLabels(ReadOnlySpan<byte> resource)
    {
        ReadPairs(resource, 1);
        string name = _attributes.GetValueOrDefault(ServiceName, "");
        string space = _attributes.GetValueOrDefault(ServiceNamespace, "");
        string instance = _attributes.GetValueOrDefault(ServiceInstance, "");
        LabelSet identity = LabelSet.Empty
            .With(LabelNames.Job, space.Length > 0 && name.Length > 0 ? $"{space}/{name}" : name)
            .With(LabelNames.Instance, instance);

        _labels.Clear();
        foreach ((string key, string value) in _attributes)
        {
            bool isPromoted = _configuration.PromoteAllAttributes
                ? !_configuration.IgnoredAttributes.Contains(key, StringComparer.Ordinal)
                : _configuration.PromotedAttributes.Contains(key, StringComparer.Ordinal);
            if (isPromoted)
            {
                AddLabel(key, value);
            }
        }

        foreach (Label label in identity.Span)
        {
            _labels.Set(label.Name, label.Value);
        }

        _resourceLabels = _labels.Build();
        _labels.Clear();
        foreach ((string key, string value) in _attributes)
        {
            if (_configuration.KeepIdentifyingAttributes || key is not (ServiceName or ServiceNamespace or ServiceInstance))
            {
                AddLabel(key, value);
            }
        }

        if (_labels.Span.IsEmpty || identity.Count == 0)
        {
            return LabelSet.Empty;
        }

        foreach (Label label in identity.Span)
        {
            _labels.Set(label.Name, label.Value);
        }

        _labels.Set(LabelNames.MetricName, "target_info");
        return _labels.Build();
    }

    /// <summary>InstrumentationScope: name 1, version 2, attributes 3.</summary>
    private LabelSet ReadScopeLabels(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> schema)
    {
        _labels.Clear();
        ReadPairs(scope, 3);
        foreach ((string key, string value) in _attributes)
        {
            AddLabel("otel_scope_" + key, value);
        }

        var reader = new ProtobufReader(scope);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            switch (field)
            {
                case 1: _labels.Set("otel_scope_name", OtlpAttributes.Text(reader.Bytes())); break;
                case 2: _labels.Set("otel_scope_version", OtlpAttributes.Text(reader.Bytes())); break;
                default: reader.Skip(); break;
            }
        }

        _labels.Set("otel_scope_schema_url", OtlpAttributes.Text(schema));
        return _labels.Build();
    }

    private void ReadAttributes(ReadOnlySpan<byte> point, int field)
    {
        ReadPairs(point, field);
        _labels.Clear();
        foreach ((string key, string value) in _attributes)
        {
            AddLabel(key, value);
        }
    }

    private void ReadPairs(ReadOnlySpan<byte> message, int attributesField)
    {
        _attributes.Clear();
        var reader = new ProtobufReader(message);
        int field;
        while ((field = reader.NextField()) != 0)
        {
            if (field == attributesField)
            {
                (string key, string value) = OtlpAttributes.Read(reader.Bytes());
                _attributes[key] = value;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Attributes whose names become the same share the label, their values joined in the order of the names.</summary>
    private void AddLabel(string attribute, string value)
    {
        string name = OtlpNames.Label(attribute, _configuration);
        if (name.Length == 0 || value.Length == 0)
        {
            return;
        }

        string there = _labels.Get(name);
        _labels.Set(name, there.Length == 0 ? value : $"{there};{value}");
    }
}
