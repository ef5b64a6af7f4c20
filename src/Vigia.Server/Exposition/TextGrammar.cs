namespace Vigia.Server.Exposition;

/// <summary>Which text format to read.</summary>
internal enum TextGrammar
{
    /// <summary>Prometheus' text, 0.0.4 and 1.0.0: any blanks, timestamps in milliseconds, no exemplars.</summary>
    Prometheus,

    /// <summary>
    /// OpenMetrics 1.0 as a Prometheus server takes it in a scrape: single blanks, <c># EOF</c>, timestamps in seconds, exemplars; what families
    /// mean is not checked, a comma may end a list of labels, and a label may stand twice in an exemplar.
    /// </summary>
    OpenMetrics,
}
