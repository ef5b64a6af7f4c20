using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Vigia.Integration.Access.Jwt;

/// <summary>
/// Reads keys and binds each to its algorithm by its kind: RSA to RS256, P-256 to ES256, secrets to HS256. That binding
/// is what makes it impossible to pass a public key off as an HMAC secret.
/// </summary>
internal static class SigningKeyReader
{
    private const int MaxFileBytes = 1024 * 1024;
    private const int MinSecretBytes = 32;
    private const int MinRsaBits = 2048;
    private const int MaxRsaBits = 8192;
    private const int MaxKeys = 100;

    /// <summary>Reads every file of the options; what is wrong is added to <paramref name="errors"/>.</summary>
    public static List<SigningKey> ReadFiles(JwtOptions options, List<string> errors)
    {
        var keys = new List<SigningKey>();
        for (int i = 0; i < options.KeyFiles.Count; i++)
        {
            ReadFile($"{JwtOptions.Section}:KeyFiles:{i}", options.KeyFiles[i], ReadPublic, keys, errors);
        }

        for (int i = 0; i < options.HmacSecretFiles.Count; i++)
        {
            ReadFile($"{JwtOptions.Section}:HmacSecretFiles:{i}", options.HmacSecretFiles[i], ReadSecret, keys, errors);
        }

        return keys;
    }

    /// <summary>Reads a JWK set from the network: public keys only. Keys of other kinds or uses are left out, as RFC 7517 asks (section 5).</summary>
    /// <exception cref="FormatException">It is no JWK set, or none of its keys is of use.</exception>
    public static List<SigningKey> ReadJwks(ReadOnlyMemory<byte> json) => ReadJwks(json, allowSecrets: false);

    private static void ReadFile(
        string key, KeyFileOptions file, Func<byte[], KeyFileOptions, List<SigningKey>> read, List<SigningKey> keys, List<string> errors)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(file.Path))
            {
                throw new FormatException("names no file");
            }

            if (new FileInfo(file.Path) is { Exists: true, Length: > MaxFileBytes })
            {
                throw new FormatException($"is larger than {MaxFileBytes} bytes");
            }

            keys.AddRange(read(File.ReadAllBytes(file.Path), file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
        {
            errors.Add($"{key}: {file.Path}: {exception.Message}.");
        }
    }

    private static List<SigningKey> ReadSecret(byte[] content, KeyFileOptions file)
    {
        ReadOnlySpan<byte> secret = content.AsSpan().TrimEnd("\r\n"u8);
        if (secret.IndexOf("-----BEGIN"u8) >= 0)
        {
            throw new FormatException("is PEM, not a secret: public keys belong under KeyFiles");
        }

        return secret.Length >= MinSecretBytes
            ? [new SigningKey(file.KeyId, SecurityAlgorithms.HmacSha256, Named(new SymmetricSecurityKey(secret.ToArray()), file.KeyId))]
            : throw new FormatException($"has {secret.Length} bytes; an HS256 secret needs at least {MinSecretBytes}");
    }

    private static List<SigningKey> ReadPublic(byte[] content, KeyFileOptions file)
    {
        ReadOnlySpan<byte> text = content.AsSpan().Trim(" \t\r\n\ufeff"u8);
        return text.StartsWith("{"u8) ? ReadJwks(content, allowSecrets: true) : [ReadPem(Encoding.UTF8.GetString(content), file.KeyId)];
    }

    private static SigningKey ReadPem(string pem, string? keyId)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields))
        {
            throw new FormatException("is neither PEM nor JSON");
        }

        string label = pem[fields.Label];
        if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FormatException("holds a private key; only the public one belongs here (openssl pkey -pubout)");
        }

        if (label == "CERTIFICATE")
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() is { } rsaKey ? FromRsa(rsaKey, keyId)
                : certificate.GetECDsaPublicKey() is { } ecKey ? FromEc(ecKey, keyId)
                : throw new FormatException("certifies neither an RSA nor an EC key");
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return FromRsa(rsa, keyId);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
        }

        var ec = ECDsa.Create();
        try
        {
            ec.ImportFromPem(pem);
            return FromEc(ec, keyId);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            ec.Dispose();
            throw new FormatException($"holds neither an RSA nor an EC public key ({label})", exception);
        }
    }

    private static List<SigningKey> ReadJwks(ReadOnlyMemory<byte> json, bool allowSecrets)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("is no JWK set");
            }

            List<SigningKey> keys = root.TryGetProperty("keys", out JsonElement set) && set.ValueKind == JsonValueKind.Array
                ? [.. set.EnumerateArray().Take(MaxKeys + 1).Select(key => ReadJwk(key, allowSecrets)).OfType<SigningKey>()]
                : ReadJwk(root, allowSecrets) is { } single ? [single] : [];
            return keys.Count switch
            {
                0 => throw new FormatException("holds no key for RS256, ES256 or HS256"),
                > MaxKeys => throw new FormatException($"holds more than {MaxKeys} keys"),
                _ => keys,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("is no JWK set: " + exception.Message, exception);
        }
    }

    private static SigningKey? ReadJwk(JsonElement jwk, bool allowSecrets)
    {
        string? keyId = Text(jwk, "kid");
        string? algorithm = Text(jwk, "alg");
        if (Text(jwk, "use") is { } use && use != "sig")
        {
            return null;
        }

        SigningKey? key = Text(jwk, "kty") switch
        {
            "RSA" => FromRsa(RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }), keyId),
            "EC" when Text(jwk, "crv") == "P-256" => FromEc(
                ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") },
                }),
                keyId),
            "oct" when allowSecrets => Bytes(jwk, "k") is { Length: >= MinSecretBytes } secret
                ? new SigningKey(keyId, SecurityAlgorithms.HmacSha256, Named(new SymmetricSecurityKey(secret), keyId))
                : throw new FormatException($"holds an HS256 secret of less than {MinSecretBytes} bytes"),
            _ => null,
        };
        return key is not null && (algorithm is null || algorithm == key.Algorithm) ? key : null;
    }

    private static SigningKey FromRsa(RSA rsa, string? keyId) => rsa.KeySize is >= MinRsaBits and <= MaxRsaBits
        ? new SigningKey(keyId, SecurityAlgorithms.RsaSha256, Named(new RsaSecurityKey(rsa.ExportParameters(false)), keyId))
        : throw new FormatException($"holds an RSA key of {rsa.KeySize} bits; RS256 takes {MinRsaBits} to {MaxRsaBits}");

    private static SigningKey FromEc(ECDsa ec, string? keyId) => ec.KeySize == 256
        ? new SigningKey(keyId, SecurityAlgorithms.EcdsaSha256, Named(new ECDsaSecurityKey(ec), keyId))
        : throw new FormatException($"holds an EC key of {ec.KeySize} bits; ES256 takes P-256 alone");

    private static T Named<T>(T key, string? keyId)
        where T : SecurityKey
    {
        key.KeyId = keyId;
        return key;
    }

    private static string? Text(JsonElement jwk, string name) =>
        jwk.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Bytes(JsonElement jwk, string name) =>
        Text(jwk, name) is { Length: > 0 } text ? Base64Url.DecodeFromChars(text) : throw new FormatException($"holds a key without '{name}'");
}
