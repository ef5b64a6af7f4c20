namespace Vigia.Instrumentation.Metrics.Series;

/// <summary>The classic grammar of metric and label names (https://prometheus.io/docs/concepts/data_model/).</summary>
internal static class MetricName
{
    /// <summary>The longest name taken, for metrics and labels alike.</summary>
    public const int MaxLength = 256;

    /// <summary>The most labels that one metric may have.</summary>
    public const int MaxLabels = 32;

    public static void Validate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !IsName(name, colons: true))
        {
            throw new ArgumentException(
                $"'{name}' is no metric name: use letters, digits, '_' and ':', no digit first, at most {MaxLength} characters.",
                nameof(name));
        }
    }

    public static void ValidateLabels(string metric, ReadOnlySpan<string> labelNames)
    {
        if (labelNames.Length > MaxLabels)
        {
            throw new ArgumentException($"Metric {metric} has {labelNames.Length} labels; at most {MaxLabels} are taken.", nameof(labelNames));
        }

        for (int i = 0; i < labelNames.Length; i++)
        {
            string label = labelNames[i];
            if (string.IsNullOrEmpty(label) || label.Length > MaxLength || !IsName(label, colons: false))
            {
                throw new ArgumentException(
                    $"Metric {metric}: '{label}' is no label name: use letters, digits and '_', no digit first.", nameof(labelNames));
            }

            if (IsReserved(label))
            {
                throw new ArgumentException(
                    $"Metric {metric}: label name '{label}' is reserved ('le', 'quantile' and names that begin with '__').", nameof(labelNames));
            }

            if (labelNames[..i].Contains(label))
            {
                throw new ArgumentException($"Metric {metric} names its label '{label}' twice.", nameof(labelNames));
            }
        }
    }

    public static bool IsReserved(string label) =>
        label is "le" or "quantile" || label.StartsWith("__", StringComparison.Ordinal);

    private static bool IsName(string name, bool colons)
    {
        if (char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && !(colons && c == ':'))
            {
                return false;
            }
        }

        return true;
    }
}
