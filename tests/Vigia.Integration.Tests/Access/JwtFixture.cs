using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Vigia.Integration.Tests.Access;

/// <summary>Makes tokens and keys by hand, so that a test can make them wrong in any way it likes.</summary>
internal static class JwtFixture
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "vigia";

    public static readonly RSA Rsa = RSA.Create(2048);
    public static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>All three kinds of key in files, none with an id.</summary>
    public static void Configure(AccessHost host, Dictionary<string, string?> settings)
    {
        File.WriteAllText(host["rsa.pem"], Rsa.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(host["ec.pem"], Ec.ExportSubjectPublicKeyInfoPem());
        File.WriteAllBytes(host["secret"], [.. Secret.Select(b => b is (byte)'\r' or (byte)'\n' ? (byte)1 : b)]);
        for (int i = 0; i < Secret.Length; i++)
        {
            Secret[i] = Secret[i] is (byte)'\r' or (byte)'\n' ? (byte)1 : Secret[i];
        }

        settings["Access:Jwt:Issuer"] = Issuer;
        settings["Access:Jwt:Audience"] = Audience;
        settings["Access:Jwt:KeyFiles:0:Path"] = host["rsa.pem"];
        settings["Access:Jwt:KeyFiles:1:Path"] = host["ec.pem"];
        settings["Access:Jwt:HmacSecretFiles:0:Path"] = host["secret"];
    }

    public static Dictionary<string, object?> Claims(Action<Dictionary<string, object?>>? change = null, DateTimeOffset? now = null)
    {
        long seconds = (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "maria",
            ["exp"] = seconds + 600,
            ["scope"] = "messages:send messages:read",
        };
        change?.Invoke(claims);
        return claims;
    }

    public static string Token(string algorithm, Dictionary<string, object?>? claims = null, string? keyId = null, Func<byte[], byte[]>? sign = null, Action<Dictionary<string, object?>>? header = null)
    {
        var head = new Dictionary<string, object?> { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
        {
            head["kid"] = keyId;
        }

        header?.Invoke(head);
        string input = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(head))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims ?? Claims()))}";
        byte[] signature = (sign ?? Signer(algorithm))(Encoding.ASCII.GetBytes(input));
        return $"{input}.{Encode(signature)}";
    }

    public static Func<byte[], byte[]> Signer(string algorithm) => algorithm switch
    {
        "HS256" => data => HMACSHA256.HashData(Secret, data),
        "RS256" => data => Sign(Rsa, data),
        "ES256" => data => Sign(Ec, data),
        _ => _ => [],
    };

    public static byte[] Sign(RSA key, byte[] data)
    {
        lock (key)
        {
            return key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public static byte[] Sign(ECDsa key, byte[] data)
    {
        lock (key)
        {
            return key.SignData(data, HashAlgorithmName.SHA256);
        }
    }

    public static string Jwk(RSA key, string keyId)
    {
        RSAParameters p = key.ExportParameters(false);
        return $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{keyId}}","n":"{{Encode(p.Modulus!)}}","e":"{{Encode(p.Exponent!)}}"}""";
    }

    public static string Jwk(ECDsa key, string keyId)
    {
        ECParameters p = key.ExportParameters(false);
        return $$"""{"kty":"EC","crv":"P-256","kid":"{{keyId}}","x":"{{Encode(p.Q.X!)}}","y":"{{Encode(p.Q.Y!)}}"}""";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
