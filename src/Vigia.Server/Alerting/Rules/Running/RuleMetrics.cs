using Vigia.Instrumentation.Metrics;

namespace Vigia.Server.Alerting.Rules.Running;

/// <summary>What rules say of themselves, by Prometheus' names where it has them; <c>rule_group</c> is <c>file;group</c>.</summary>
internal sealed class RuleMetrics
{
    private static readonly string[] Group = ["rule_group"];

    public RuleMetrics(MetricRegistry metrics)
    {
        Evaluations = metrics.CreateCounter("prometheus_rule_evaluations_total", "Avaliações de regras", Group);
        Failures = metrics.CreateCounter("prometheus_rule_evaluation_failures_total", "Avaliações de regras que falharam", Group);
        Iterations = metrics.CreateCounter("prometheus_rule_group_iterations_total", "Avaliações de grupos que eram devidas", Group);
        Missed = metrics.CreateCounter("prometheus_rule_group_iterations_missed_total", "Avaliações de grupos que faltaram porque a anterior demorou", Group);
        Interval = metrics.CreateGauge("prometheus_rule_group_interval_seconds", "Intervalo do grupo", Group);
        LastTime = metrics.CreateGauge("prometheus_rule_group_last_evaluation_timestamp_seconds", "Hora da última avaliação do grupo", Group);
        LastDuration = metrics.CreateGauge("prometheus_rule_group_last_duration_seconds", "Duração da última avaliação do grupo", Group);
        LastSamples = metrics.CreateGauge("prometheus_rule_group_last_evaluation_samples", "Amostras da última avaliação do grupo", Group);
        Rules = metrics.CreateGauge("prometheus_rule_group_rules", "Regras do grupo", Group);
        RuleDuration = metrics.CreateSummary("prometheus_rule_evaluation_duration_seconds", "Duração da avaliação de uma regra");
        GroupDuration = metrics.CreateSummary("prometheus_rule_group_duration_seconds", "Duração da avaliação de um grupo");
        Sent = metrics.CreateCounter("vigia_rule_alerts_sent_total", "Estados de alertas entregues à notificação");
        SendFailures = metrics.CreateCounter("vigia_rule_alerts_send_failures_total", "Entregas à notificação que falharam e serão tentadas de novo");
        StateFailures = metrics.CreateCounter("vigia_rule_state_failures_total", "Vezes que o estado dos alertas não pôde ser guardado");
        TemplateErrors = metrics.CreateCounter("vigia_rule_template_errors_total", "Textos de alertas que não puderam ser preenchidos");
        Refused = metrics.CreateCounter("vigia_rule_samples_refused_total", "Amostras de regras que não puderam ser gravadas");
        LoadSucceeded = metrics.CreateGauge("vigia_rule_files_last_reload_successful", "Se todos os arquivos de regras foram aceitos");
    }

    public MetricFamily<Counter> Evaluations { get; }

    public MetricFamily<Counter> Failures { get; }

    public MetricFamily<Counter> Iterations { get; }

    public MetricFamily<Counter> Missed { get; }

    public MetricFamily<Gauge> Interval { get; }

    public MetricFamily<Gauge> LastTime { get; }

    public MetricFamily<Gauge> LastDuration { get; }

    public MetricFamily<Gauge> LastSamples { get; }

    public MetricFamily<Gauge> Rules { get; }

    public Summary RuleDuration { get; }

    public Summary GroupDuration { get; }

    public Counter Sent { get; }

    public Counter SendFailures { get; }

    public Counter StateFailures { get; }

    public Counter TemplateErrors { get; }

    public Counter Refused { get; }

    public Gauge LoadSucceeded { get; }

    /// <summary>Takes out all that is said of a group that is no more.</summary>
    public void Forget(string group)
    {
        foreach (MetricFamily<Counter> family in new[] { Evaluations, Failures, Iterations, Missed })
        {
            family.Remove(group);
        }

        foreach (MetricFamily<Gauge> family in new[] { Interval, LastTime, LastDuration, LastSamples, Rules })
        {
            family.Remove(group);
        }
    }
}
