using Microsoft.Extensions.Configuration;
using Vigia.Server.Modules;
using Xunit;

namespace Vigia.Server.Tests.Modules;

public sealed class ModuleOptionsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("https://integration.example:8080", null)]
    [InlineData("http://127.0.0.1:8080", null)]
    [InlineData("http://integration.example:8080", "needs https")]
    [InlineData("integration.example:8080", "is not an address")]
    [InlineData("https://integration.example/api", "nothing else")]
    public void Validate_Address_IsRefusedWhereTheKeyWouldBeSeen(string? address, string? error)
    {
        string? found = new ModuleOptionsValidator().Validate(null, new ModuleOptions { Address = address }).FailureMessage;
        Assert.Contains(error ?? "", found ?? "", StringComparison.Ordinal);
        Assert.Equal(error is null, found is null);
    }

    [Fact]
    public void Validate_SeveralMistakes_ReportsAll()
    {
        var options = new ModuleOptions { Address = "x", CaPath = "no-such-file.pem", Timeout = TimeSpan.Zero };
        Assert.Equal(3, new ModuleOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Theory]
    [InlineData("127.0.0.1", "8081", null, "http://127.0.0.1:8081/")]
    [InlineData("*", "8443", "c.pem", "https://localhost:8443/")]
    [InlineData("0.0.0.0", null, "c.pem", "https://localhost:8080/")]
    [InlineData("::1", "8080", null, "http://[::1]:8080/")]
    [InlineData("10.0.0.7", "8080", "c.pem", "https://10.0.0.7:8080/")]
    public void Of_NoAddress_IsWhereTheListenerIs(string address, string? port, string? certificate, string expected)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Path"] = "somewhere",
            ["Listeners:http:Address"] = address,
            ["Listeners:http:Port"] = port,
            ["Listeners:http:Tls:CertificatePath"] = certificate,
        }).Build();

        ModuleEndpoint endpoint = ModuleEndpoint.Of(new ModuleOptions(), configuration);

        Assert.Equal(expected, endpoint.Address.ToString());
        Assert.Equal(Path.GetFullPath(Path.Combine("somewhere", "console.key")), endpoint.KeyFile);
    }
}
