using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Vigia.Testing;

namespace Vigia.Tests.Demo;

/// <summary>A demo gives every panel of the guide's five dashboards something to show.</summary>
public sealed class DemoPanelTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // Panel, and a series that must be there with a value above zero.
    private static readonly (string Panel, string Series)[] Panels =
    [
        ("Visão Geral / Total de mensagens", "messages_processed_total{"),
        ("Visão Geral / Taxa de erros", "errors_total{"),
        ("Visão Geral / Latência média", "request_latency_seconds_count{endpoint=\"/api/v1/messages\"}"),
        ("Visão Geral / Uso de recursos", "memory_usage_bytes "),
        ("Mensagens / Processadas por protocolo", "messages_processed_total{protocol=\"http\",status=\"success\"}"),
        ("Mensagens / Processadas por protocolo", "messages_processed_total{protocol=\"websocket\",status=\"success\"}"),
        ("Mensagens / Processadas por protocolo", "messages_processed_total{protocol=\"mqtt\",status=\"success\"}"),
        ("Mensagens / Status de processamento", "messages_processed_total{protocol=\"http\",status=\"error\"}"),
        ("Mensagens / Tamanho das mensagens", "message_size_bytes_count{protocol=\"mqtt\"}"),
        ("Mensagens / Tempo de processamento", "message_processing_seconds_count "),
        ("Conexões / Conexões ativas", "active_connections{protocol=\"http\"}"),
        ("Conexões / Conexões ativas", "active_connections{protocol=\"websocket\"}"),
        ("Conexões / Conexões ativas", "active_connections{protocol=\"mqtt\"}"),
        ("Conexões / Novas conexões", "connections_opened_total{protocol=\"mqtt\"}"),
        ("Conexões / Conexões fechadas", "connections_closed_total{protocol=\"http\"}"),
        ("Conexões / Conexões fechadas", "connections_closed_total{protocol=\"mqtt\"}"),
        ("Conexões / Erros de conexão", "connection_errors_total{"),
        ("Recursos / CPU", "process_cpu_seconds_total"),
        ("Recursos / Memória", "memory_usage_bytes "),
        ("Recursos / Disco", "node_filesystem_avail_bytes{"),
        ("Recursos / Rede", "node_network_receive_bytes_total{"),
        ("Segurança / Tentativas de autenticação", "auth_attempts_total{success=\"true\"}"),
        ("Segurança / Tentativas de autenticação", "auth_attempts_total{success=\"false\"}"),
        ("Segurança / Acessos negados", "access_denied_total{"),
        ("Segurança / Erros de segurança", "security_errors_total{"),
        ("Segurança / Tokens expirados", "tokens_expired_total{"),
    ];

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_WhileItRuns_FillsEveryPanelAndDrainsOnSigterm()
    {
        int port = ExternalProcess.FreePort();
        await using ExternalProcess demo = await ExternalProcess.StartAsync(
            VigiaProgram.Path,
            ["demo", "--set", $"Listeners:http:Port={port}", "--set", "Listeners:mqtt:Port=0"],
            ready: new Uri($"http://127.0.0.1:{port}/health/ready"),
            workingDirectory: _folder.Path,
            cancellationToken: TestContext.Current.CancellationToken);

        IReadOnlyList<string> empty = await EmptyPanelsAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        using Process kill = Process.Start("sh", ["-c", "kill -TERM " + demo.Id.ToString(CultureInfo.InvariantCulture)]);
        int exitCode = await demo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Empty(empty);
        Assert.True(exitCode == 0, demo.Output);
        Assert.Contains(" 0 are missing.", demo.Output, StringComparison.Ordinal);
    }

    // Metrics are read by polling, as a scraper does; there is no other signal.
    private static async Task<IReadOnlyList<string>> EmptyPanelsAsync(Uri metrics)
    {
        using var client = new HttpClient();
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            string exposition = await client.GetStringAsync(metrics, TestContext.Current.CancellationToken);
            string[] empty = [.. Panels.Where(panel => !HasValue(exposition, panel.Series)).Select(panel => $"{panel.Panel}: {panel.Series}")];
            if (empty.Length == 0 || Stopwatch.GetElapsedTime(started) > Deadline)
            {
                return empty;
            }

            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
    }

    private static bool HasValue(string exposition, string series) =>
        Regex.Matches(exposition, "^" + Regex.Escape(series) + ".*? ?([0-9.e+-]+)$", RegexOptions.Multiline)
            .Any(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > 0);
}
