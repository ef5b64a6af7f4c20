using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Access;
using Vigia.Integration.Access.Jwt;
using Vigia.Integration.Access.Keys;

namespace Vigia.Fuzz.Targets;

/// <summary>
/// What a caller shows: the input as it is, and then the input as the claims and as the header of a token that a trusted
/// issuer signed. Only the last may let anybody in.
/// </summary>
internal sealed class CredentialsTarget : IFuzzTarget
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string Claims = """{"iss":"https://issuer.example","aud":"vigia","sub":"maria","exp":4102444800,"scope":"messages:send"}""";

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(48);
    private readonly Lazy<Authenticator> _authenticator;

    public CredentialsTarget() => _authenticator = new Lazy<Authenticator>(Create);

    public string Name => "credentials";

    public int BaseBytes => 512 * 1024;

    public int BytesPerInputByte => 1024;

    public void Run(byte[] input)
    {
        AuthenticationResult shown = Try(Encoding.Latin1.GetString(input));
        FuzzFindingException.ThrowIf(shown.Identity is not null, "a stranger was let in");
        Try(Sign(Encoding.UTF8.GetBytes(Header), input));
        Try(Sign(input, Encoding.UTF8.GetBytes(Claims)));
    }

    private AuthenticationResult Try(string secret)
    {
        ValueTask<AuthenticationResult> pending = _authenticator.Value.AuthenticateAsync(new Credentials("http", secret, "192.0.2.7"), CancellationToken.None);
        AuthenticationResult result = pending.AsTask().GetAwaiter().GetResult();
        FuzzFindingException.ThrowIf(
            (result.Identity is null) != (result.Failure is not AuthenticationFailure.None), $"neither let in nor refused: {result}");
        FuzzFindingException.ThrowIf(
            result.Identity is { } identity && (identity.Subject.Length == 0 || identity.Subject.StartsWith("key:", StringComparison.Ordinal) || identity.ExpiresAt is null),
            $"an identity that no token may give: {result.Identity}");
        return result;
    }

    private string Sign(byte[] header, byte[] claims)
    {
        string signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    private Authenticator Create()
    {
        // A file, because the keys are only ever read from one; line ends would be taken off its end.
        for (int i = 0; i < _secret.Length; i++)
        {
            _secret[i] = (byte)('!' + (_secret[i] % 90));
        }

        string folder = Directory.CreateTempSubdirectory("vigia-fuzz-").FullName;
        try
        {
            string file = Path.Combine(folder, "hs256.secret");
            File.WriteAllBytes(file, _secret);
            var registry = new MetricRegistry();
            var metrics = new ServiceMetrics(registry);
            var jwt = new JwtOptions { Issuer = "https://issuer.example", Audience = "vigia" };
            jwt.HmacSecretFiles.Add(new KeyFileOptions { Path = file });
            IOptions<JwtOptions> options = Options.Create(jwt);
            TimeProvider time = TimeProvider.System;
            var ring = new SigningKeyRing(options, registry, metrics, time, NullLogger<SigningKeyRing>.Instance);
            var throttle = new FailureThrottle(Options.Create(new AccessOptions { FailuresPerMinute = 0 }), time);
            var keys = new ApiKeyDirectory(ApiKeyStore.Open(Path.Combine(folder, ApiKeys.FileName)));
            keys.Refresh();
            return new Authenticator(
                keys, new JwtValidator(options, ring, throttle, time), new AccessMonitor(metrics, time, NullLogger<AccessMonitor>.Instance), time);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
