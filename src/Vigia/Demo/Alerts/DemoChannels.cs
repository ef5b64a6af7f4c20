using System.Globalization;

namespace Vigia.Demo.Alerts;

/// <summary>
/// Writes the demo's <c>alertmanager.yml</c> and <c>notify.yml</c>: the routes of the shipped one, with shorter waits, to the demo's own receivers.
/// Whatever receivers the operator has, a demo tells none of them.
/// </summary>
internal static class DemoChannels
{
    /// <summary>Writes both.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="receivers">Who gets the notices.</param>
    /// <param name="console">Where links in notices lead.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The path of <c>alertmanager.yml</c>.</returns>
    public static async Task<string> WriteAsync(string folder, NoticeReceivers receivers, Uri console, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, "alertmanager.yml");
        await File.WriteAllTextAsync(path, Routes(receivers), cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "notify.yml"), $"# Written by 'vigia demo' at each start.\nlanguage: pt-BR\nexternal_url: {console.ToString().TrimEnd('/')}\n", cancellationToken);
        return path;
    }

    private static string Routes(NoticeReceivers receivers) => string.Create(CultureInfo.InvariantCulture, $$$"""
        # Written by 'vigia demo' at each start. The receivers are the demo's own, on this machine.
        global:
          smtp_smarthost: 127.0.0.1:{{{receivers.SmtpPort}}}
          smtp_from: vigia@demo.invalid
          smtp_require_tls: false
          pagerduty_url: {{{receivers.HttpAddress}}}/pagerduty
        route:
          receiver: email
          group_by: [alertname, severity]
          group_wait: 5s
          group_interval: 15s
          repeat_interval: 4h
          routes:
            # The one that always fires is for a dead man's switch alone.
            - matchers: [alertname="Watchdog"]
              receiver: webhook
            - matchers: [severity="critical"]
              receiver: pagerduty
              continue: true
            - matchers: [severity=~"critical|warning"]
              receiver: slack
              continue: true
            - receiver: webhook
              continue: true
            - receiver: email
        receivers:
          - name: email
            email_configs:
              - to: equipe@demo.invalid
                send_resolved: true
                headers:
                  {{{NoticeReceivers.AlertHeader}}}: '{{ .GroupLabels.alertname }}'
                  {{{NoticeReceivers.StatusHeader}}}: '{{ .Status }}'
          - name: slack
            slack_configs:
              - api_url: {{{receivers.HttpAddress}}}/slack
                channel: '#alertas'
                fallback: '{{ .GroupLabels.alertname }} {{ .Status }}'
                send_resolved: true
          - name: pagerduty
            pagerduty_configs:
              - routing_key: 00000000000000000000000000000000
                class: '{{ .GroupLabels.alertname }}'
                severity: '{{ if .CommonLabels.severity }}{{ .CommonLabels.severity }}{{ else }}error{{ end }}'
          - name: webhook
            webhook_configs:
              - url: {{{receivers.HttpAddress}}}/webhook

        """);
}
