using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Vigia.Testing;

namespace Vigia.Tests.Doctor;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_ShippedConfiguration_FindsNothingToCorrect()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts()]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("0 to correct", result.Output, StringComparison.Ordinal);
        Assert.Matches("ok +config +.*appsettings.json", result.Output);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Doctor_Json_HasAStatusPerFinding()
    {
        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", "--json", .. VigiaProgram.FreePorts()]);

        using JsonDocument report = JsonDocument.Parse(result.Output);
        Assert.Equal(0, result.ExitCode);
        string?[] checks = [.. report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("check").GetString())];
        Assert.Superset(
            new HashSet<string?> { "config", "certificates", "schemas", "exposure", "ports", "disk", "database", "file limit", "clock" },
            new HashSet<string?>(checks));
        Assert.All(
            report.RootElement.GetProperty("findings").EnumerateArray(),
            finding => Assert.Contains(finding.GetProperty("status").GetString(), new[] { "ok", "warn" }));
    }

    [Fact]
    public async Task Doctor_MisspeltKeys_WarnsWithTheNearestName()
    {
        await WriteConfigAsync("""
            {
              // Comments are allowed.
              "Acess": { "FailuresPerMinute": 5 },
              "Access": { "FailuresPerMinut": 5, },
            }
            """);

        ExternalResult result = await VigiaProgram.RunWithAsync(
            _folder.Path,
            new Dictionary<string, string> { ["VIGIA__Queue__Capasity"] = "5" },
            ["doctor", "--config", _folder.Path, .. VigiaProgram.FreePorts(), "--set", "Data:Pth=x"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Acess:FailuresPerMinute is no setting", result.Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean Access:FailuresPerMinute?", result.Output, StringComparison.Ordinal);
        Assert.Contains("environment VIGIA__: Queue:Capasity is no setting", result.Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean Queue:Capacity?", result.Output, StringComparison.Ordinal);
        Assert.Contains("command line: Data:Pth is no setting", result.Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean Data:Path?", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_InvalidValues_FailsWithEveryError()
    {
        await WriteConfigAsync("""{ "Access": { "Jwt": { "CacheSize": 1, "ClockSkew": "soon" } }, "Queue": { "Capacity": -1 } }""");

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", "--config", _folder.Path, .. VigiaProgram.FreePorts()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Access:Jwt:ClockSkew", result.Output, StringComparison.Ordinal);
        Assert.Contains("Queue:Capacity", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_BrokenJson_FailsWithLineAndColumn()
    {
        await WriteConfigAsync("{\n  \"Queue\": {,}\n}");

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", "--config", _folder.Path, .. VigiaProgram.FreePorts()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("line 2, column 13", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_PortInUse_NamesItsOwner()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path, ["doctor", .. VigiaProgram.FreePorts(), "--set", "Listeners:http:Port=" + port]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches($@"fail +ports +http 127\.0\.0\.1:{port} is in use by .*\(process {Environment.ProcessId}\)", result.Output);
    }

    [Fact]
    public async Task Doctor_NetworkAddressWithoutTls_Fails()
    {
        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path, ["doctor", .. VigiaProgram.FreePorts(), "--set", "Listeners:mqtt:Address=0.0.0.0"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +exposure +mqtt could be reached from the network", result.Output);
    }

    [Theory]
    [InlineData(-1, "fail", "ran out")]
    [InlineData(10, "warn", "runs out")]
    [InlineData(400, "ok", "good until")]
    public async Task Doctor_Certificate_TellsHowLongItIsGood(int days, string status, string expected)
    {
        string[] tls = await WriteCertificateAsync(days);

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts(), .. tls]);

        Assert.Matches($"{status} +certificates +http: .*{expected}", result.Output);
    }

    [Fact]
    public async Task Doctor_KeyOfAnotherCertificate_Fails()
    {
        string[] tls = await WriteCertificateAsync(100);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder["key.pem"], other.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts(), .. tls]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +certificates +http: .*cannot be used", result.Output);
    }

    [Fact]
    public async Task Doctor_DamagedDatabase_Fails()
    {
        Directory.CreateDirectory(_folder["data"]);
        await File.WriteAllTextAsync(_folder["data/broken.db"], new string('x', 5000), TestContext.Current.CancellationToken);

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +database +.*broken.db", result.Output);
    }

    [Fact]
    public async Task Doctor_FileFromTheFuture_SaysTheClockWentBack()
    {
        Directory.CreateDirectory(_folder["data"]);
        await File.WriteAllTextAsync(_folder["data/note"], "x", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(_folder["data/note"], DateTime.UtcNow.AddHours(1));

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +clock +.*went back", result.Output);
    }

    [Fact]
    public async Task Doctor_DataPathIsAFile_Fails()
    {
        await File.WriteAllTextAsync(_folder["data"], "x", TestContext.Current.CancellationToken);

        ExternalResult result = await VigiaProgram.RunAsync(_folder.Path, ["doctor", .. VigiaProgram.FreePorts()]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +disk +data: .* is a file", result.Output);
    }

    [Fact]
    public async Task Doctor_MissingSchema_Fails()
    {
        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path, ["doctor", .. VigiaProgram.FreePorts(), "--set", "Admission:Schemas:pedido.criado=missing.json"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +schemas +Admission:Schemas:pedido.criado", result.Output);
    }

    [Fact]
    public async Task Doctor_WatchedServers_TellsWhichCanBeReached()
    {
        using var redis = new TcpListener(IPAddress.Loopback, 0);
        redis.Start();
        int kafka = ExternalProcess.FreePort();

        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path,
            [
                "doctor",
                .. VigiaProgram.FreePorts(),
                "--set", $"Dependencies:Redis:ConnectionString=127.0.0.1:{((IPEndPoint)redis.LocalEndpoint).Port},connectTimeout=500",
                "--set", $"Dependencies:Kafka:BootstrapServers=127.0.0.1:{kafka}",
            ]);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches("ok +dependencies +Redis at 127.0.0.1:[0-9]+ can be reached", result.Output);
        Assert.Matches($"warn +dependencies +Kafka at 127.0.0.1:{kafka} cannot be reached", result.Output);
    }

    [Fact]
    public async Task Doctor_WrongRoute_Fails()
    {
        ExternalResult result = await VigiaProgram.RunAsync(
            _folder.Path,
            ["doctor", .. VigiaProgram.FreePorts(), "--set", "Processing:Routes:0:Name=x", "--set", "Processing:Routes:0:Destinations:0:Kind=pigeon"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("fail +config +Processing:Routes:0 \\(x\\): Destinations", result.Output);
    }

    private Task WriteConfigAsync(string json) =>
        File.WriteAllTextAsync(_folder["appsettings.json"], json, TestContext.Current.CancellationToken);

    private async Task<string[]> WriteCertificateAsync(int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vigia.example", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-20), DateTimeOffset.UtcNow.AddDays(days));
        await File.WriteAllTextAsync(_folder["cert.pem"], certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        return
        [
            "--set", "Listeners:http:Tls:CertificatePath=" + _folder["cert.pem"],
            "--set", "Listeners:http:Tls:KeyPath=" + _folder["key.pem"],
        ];
    }
}
