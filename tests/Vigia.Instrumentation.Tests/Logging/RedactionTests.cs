using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Logging;
using Vigia.Instrumentation.Logging.Redaction;
using Xunit;

namespace Vigia.Instrumentation.Tests.Logging;

public sealed class RedactionTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

    private static readonly FieldPolicy Fields = new(["CpfDoCliente", "x-tenant-hash"], maskUserIds: false);
    private static readonly Redactor Redactor = new(Fields, maskAddresses: false, new UserIdMask("k"));

    [Theory]
    [InlineData("password")]
    [InlineData("Password")]
    [InlineData("user_password")]
    [InlineData("dbpassword")]
    [InlineData("PasswordHash")]
    [InlineData("senha")]
    [InlineData("NovaSenha")]
    [InlineData("token")]
    [InlineData("AccessToken")]
    [InlineData("refresh-token")]
    [InlineData("ApiKey")]
    [InlineData("x-api-key")]
    [InlineData("X_API_KEY")]
    [InlineData("apikey")]
    [InlineData("api_keys")]
    [InlineData("client_secret")]
    [InlineData("secret_id")]
    [InlineData("private_key")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("http.request.header.authorization")]
    [InlineData("cpf_do_cliente")]
    [InlineData("CPFDoCliente")]
    [InlineData("cpfdocliente")]
    [InlineData("X-Tenant-Hash")]
    public void KindOf_SecretName_IsNotShown(string name) => Assert.NotEqual(FieldKind.Open, Fields.KindOf(name));

    [Theory]
    [InlineData("message_id")]
    [InlineData("token_type")]
    [InlineData("tokens_expired")]
    [InlineData("api_key_id")]
    [InlineData("key")]
    [InlineData("keyboard")]
    [InlineData("author")]
    [InlineData("secretaria_nome")]
    [InlineData("user_id")]
    public void KindOf_OrdinaryName_IsShown(string name) => Assert.Equal(FieldKind.Open, Fields.KindOf(name));

    [Theory]
    [InlineData("Authorization: Bearer abc.def", "Authorization: ***")]
    [InlineData("usa bearer abcdef agora", "usa bearer *** agora")]
    [InlineData("Basic dXNlcjpwYXNz, fim", "Basic ***, fim")]
    [InlineData("jwt " + Jwt + " recusado", "jwt *** recusado")]
    [InlineData("chave vk_3Kd9fJq2Lm0Zx8Wv recusada", "chave *** recusada")]
    [InlineData("visto vt_0123456789abcdefghijABCDEFGHIJ0123456789-_abc aqui", "visto *** aqui")]
    [InlineData("cookie? vs_0123456789abcdefghijABCDEFGHIJ0123456789-_abc aqui", "cookie? *** aqui")]
    [InlineData("cpu_vs_memory_usage_by_instance cresceu", "cpu_vs_memory_usage_by_instance cresceu")]
    [InlineData("amqp://guest:gu@est@host:5672/v", "amqp://guest:***@host:5672/v")]
    [InlineData("redis://:pw@host", "redis://:***@host")]
    [InlineData("Host=h;Username=u;Password=a b,c;Database=d", "Host=h;Username=u;Password=***;Database=d")]
    [InlineData("Host=h;Pwd='a;b';Database=d", "Host=h;Pwd='***';Database=d")]
    [InlineData("{\"password\":\"a\\\"b\",\"x\":1}", "{\"password\":\"***\",\"x\":1}")]
    [InlineData("{\\\"password\\\":\\\"ab\\\",\\\"x\\\":1}", "{\\\"password\\\":\\\"***\\\",\\\"x\\\":1}")]
    [InlineData("GET /x?access_token=abc&y=1", "GET /x?access_token=***&y=1")]
    [InlineData("Login { User = joe, Password = hunter2 }", "Login { User = joe, Password = *** }")]
    [InlineData("senha: hunter2\nproximo", "senha: ***\nproximo")]
    [InlineData("API key: hunter2", "API key: ***")]
    [InlineData("Cookie: a=b; c=d\nHost: x", "Cookie: ***\nHost: x")]
    [InlineData("cpf do cliente x, CpfDoCliente=123", "cpf do cliente x, CpfDoCliente=***")]
    public void Redact_Secret_IsReplaced(string text, string expected)
    {
        Assert.True(Redactor.MayChange(text));
        Assert.Equal(expected, Redactor.Redact(text));
    }

    [Theory]
    [InlineData("Token expirado")]
    [InlineData("Basic authentication failed")]
    [InlineData("Bearer token expirado")]
    [InlineData("http://127.0.0.1:8080/x?y=1")]
    [InlineData("keyboard: x, tempo: 12:30:01")]
    [InlineData("token_type: x")]
    public void Redact_Ordinary_IsKept(string text) => Assert.Equal(text, Redactor.Redact(text));

    [Fact]
    public void Log_SecretParameter_IsInNeitherMessageNorDetails()
    {
        using var log = new LogHarness();
        SampleMessages.Many(log.Logger, 1, 2, 3, 4, 5, 6, 7, "hunter2 & filhos");
        JsonElement line = log.Line();
        Assert.Equal("Muitos: 1 2 3 4 5 6 7 ***", line.GetProperty("message").GetString());
        Assert.Equal("***", line.GetProperty("details").GetProperty("password").GetString());
    }

    [Fact]
    public void Log_SecretCutByTheMessageLimit_IsNotShownInPart()
    {
        using var log = new LogHarness(static options => options.MaxMessageLength = 32);
        string text = new string('a', 20) + " password=\"hunter2hunter2hunter2\" fim";
        log.Logger.Log(LogLevel.Information, default, new List<KeyValuePair<string, object?>> { new("Url", text) }, null, (_, _) => text);
        Assert.DoesNotContain("hunter", log.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_MaskedUsersAndAddresses_AreTheSameMaskEverywhere()
    {
        using var log = new LogHarness(static options =>
        {
            options.MaskUserIds = true;
            options.MaskAddresses = true;
            options.MaskKey = "chave";
        });
        using (log.Logger.BeginScope("{UserId} {Ip}", "maria", "192.168.10.77"))
        {
            List<KeyValuePair<string, object?>> state =
                [new("UserId", "maria"), new("Peer", IPAddress.Parse("2001:db8:1:2:3:4:5:6")), new("EndPoint", IPEndPoint.Parse("10.1.2.3:99")), new("Version", "1.2.3")];
            log.Logger.Log(LogLevel.Information, default, state, null, static (_, _) => "user_id=maria de 10.1.2.3:80 e [2001:db8:1:2::6], às 12:30:01");
        }

        JsonElement line = log.Line();
        string mask = line.GetProperty("context").GetProperty("user_id").GetString()!;
        Assert.Matches("^u_[0-9a-f]{12}$", mask);
        Assert.Equal("192.168.10.0", line.GetProperty("context").GetProperty("ip").GetString());
        Assert.Equal($$"""{"user_id":"{{mask}}","peer":"2001:db8:1::","end_point":"10.1.2.0:99","version":"1.2.3"}""", line.GetProperty("details").GetRawText());
        Assert.Equal($"user_id={mask} de 10.1.2.0:80 e [2001:db8:1::], às 12:30:01", line.GetProperty("message").GetString());
    }

    /// <summary>A secret of any shape, in any place where the log can know it for one, is nowhere in the file.</summary>
    [Fact]
    public void Log_SecretAnywhere_NeverReachesTheFile()
    {
        Gen<string> letters = Gen.String[Gen.Char["ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"], 12, 40];
        Gen<string> any = Gen.String[Gen.Char[' ', '\ud7ff'], 8, 30].Where(static s => s.Trim().Length > 6 && !s.Contains('"', StringComparison.Ordinal));
        string[] names = ["password", "Senha", "ApiKey", "x-api-key", "access_token", "Authorization", "Cookie", "DbPassword", "CpfDoCliente"];
        Gen<string> padding = Gen.String[Gen.Char["abc çã012345\n,.;:=&{}[]()\"'\\ "], 0, 30];
        Gen<(string Secret, string Text)> inText = Gen.Select(
            Gen.Int[0, 6], letters, Gen.Int[0, names.Length - 1].Select(i => names[i]), padding, padding,
            (shape, secret, name, before, after) => (secret, before + ' ' + shape switch
            {
                0 => $"Bearer {secret}",
                1 => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("u:" + secret))}",
                2 => $"eyJhbGciOiJIUzI1NiJ9.{secret}.{secret}",
                3 => $"vk_{secret}",
                4 => $"https://user:{secret}@host/x",
                5 => $"{name}={secret}",
                _ => $"\"{name}\": \"{secret}\"",
            } + ' ' + after));
        Gen<(string Secret, string Name)> inField = Gen.Select(any, Gen.Int[0, names.Length - 1].Select(i => names[i]));
        using var log = new LogHarness(static options => options.RedactedFields.Add("CpfDoCliente"));
        List<string> secrets = [];
        Gen.Select(inText, inField, Gen.Int[0, 6]).Sample((text, field, place) =>
        {
            secrets.Add(text.Secret);
            secrets.Add(field.Secret.Trim());
            LogAt(log.Logger, place, text.Text, field.Name, field.Secret);
        }, iter: 2000, threads: 1);

        List<JsonElement> lines = log.Lines();
        var written = new StringBuilder();
        lines.ForEach(line => CollectText(line, written));
        string text = written.ToString();
        Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), secret));
        Assert.Equal(0, log.FormatErrors);
        Assert.True(lines.Count >= 2000);
    }

    private static void CollectText(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    text.Append(property.Name).Append('\n');
                    CollectText(property.Value, text);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CollectText(item, text);
                }

                break;
            default:
                text.Append(element).Append('\n');
                break;
        }
    }

    private static void LogAt(ILogger logger, int place, string text, string name, string secret)
    {
        List<KeyValuePair<string, object?>> field = [new("Outro", 1), new(name, secret)];
        switch (place)
        {
            case 0:
                logger.Log(LogLevel.Information, default, field, null, (_, _) => $"{text} valor {secret}");
                break;
            case 1:
                logger.Log(LogLevel.Information, new InvalidOperationException(text, new FormatException(text)), "{Campo}", text);
                break;
            case 2:
                using (logger.BeginScope(field))
                using (logger.BeginScope("{Campo}", text))
                {
                    SampleMessages.Processed(logger);
                }

                break;
            case 3:
                logger.Log(LogLevel.Error, default, new List<KeyValuePair<string, object?>> { new("Aninhado", new Dictionary<string, object?> { [name] = secret, ["x"] = new[] { text } }) }, null, static (_, _) => "m");
                break;
            case 4:
                using (var json = JsonDocument.Parse(JsonSerializer.Serialize(new Dictionary<string, object> { [name] = secret, ["y"] = new[] { text } })))
                {
                    logger.Log(LogLevel.Error, default, new List<KeyValuePair<string, object?>> { new("Json", json.RootElement) }, null, static (_, _) => "m");
                }

                break;
            case 5:
                SampleMessages.Many(logger, 1, 2, 3, 4, 5, 6, 7, secret);
                break;
            default:
                SampleMessages.ProcessedWithDetails(logger, text, "http", text, 1);
                break;
        }
    }
}
