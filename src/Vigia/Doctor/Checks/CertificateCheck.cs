using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the listeners' PEM files can be read, fit together, and are good for a while.</summary>
internal sealed class CertificateCheck : IDoctorCheck
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public string Name => "certificates";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        bool any = false;
        foreach (IConfigurationSection listener in context.Configuration.GetSection("Listeners").GetChildren().Append(context.Configuration.GetSection("Monitor")))
        {
            IConfigurationSection tls = listener.GetSection("Tls");
            if (tls["CertificatePath"] is { Length: > 0 } certificate && tls["KeyPath"] is { Length: > 0 } key)
            {
                any = true;
                yield return Examine(listener, Path.GetFullPath(certificate), Path.GetFullPath(key), tls["KeyPassword"], context.Time.GetUtcNow());
            }
        }

        if (!any)
        {
            yield return new Finding(Name, FindingStatus.Ok, "none configured");
        }
    }

    private Finding Examine(IConfigurationSection section, string certificatePath, string keyPath, string? password, DateTimeOffset now)
    {
        string listener = section.Key.ToLowerInvariant();
        try
        {
            using X509Certificate2 certificate = string.IsNullOrEmpty(password)
                ? X509Certificate2.CreateFromPemFile(certificatePath, keyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(certificatePath, password, keyPath);
            DateTimeOffset until = certificate.NotAfter;
            string what = $"{listener}: {certificatePath} ({certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)})";
            string date = until.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return until <= now ? new Finding(Name, FindingStatus.Fail, $"{what} ran out on {date}", "Renew it; a running Vigia takes the new files without a restart.")
                : certificate.NotBefore > now ? new Finding(Name, FindingStatus.Fail, $"{what} is not valid yet", "Check the clock, or wait.")
                : until - now < Soon ? new Finding(Name, FindingStatus.Warn, $"{what} runs out on {date}", "Renew it; a running Vigia takes the new files without a restart.")
                : new Finding(Name, FindingStatus.Ok, $"{what}, good until {date}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return new Finding(
                Name,
                FindingStatus.Fail,
                $"{listener}: {certificatePath} with {keyPath} cannot be used: {exception.Message}",
                $"{section.Path}:Tls wants the certificate and its private key as PEM files that user {Environment.UserName} can read.");
        }
    }
}
