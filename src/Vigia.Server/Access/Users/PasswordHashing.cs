using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Vigia.Server.Access.Users;

/// <summary>
/// Hashes passwords with PBKDF2 and HMAC-SHA-512 in ASP.NET Core Identity's format 3, which holds salt and iterations. A hash costs about a tenth of
/// a second of a core, so only some run at once, and few wait: logins can never take the machine from the monitor. Thread safe.
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    /// <summary>What OWASP's Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA512.</summary>
    public const int Iterations = 210_000;

    private const int MaxWaiting = 32;
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher;
    private readonly Lazy<string> _dummy;
    private readonly ConcurrencyLimiter _running = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public PasswordHashing(int iterations = Iterations)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _dummy = new Lazy<string>(() => _hasher.HashPassword(Nobody, OneTimePassword.Create()));
    }

    /// <exception cref="AccessException"><see cref="AccessErrors.Busy"/>.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => _hasher.HashPassword(Nobody, password), cancellationToken);

    /// <summary>Whether a password is the one of a hash; where there is no hash it takes as long and is not.</summary>
    /// <exception cref="AccessException"><see cref="AccessErrors.Busy"/>.</exception>
    public async Task<PasswordCheck> CheckAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        // No password is longer; to hash one of a megabyte would be a gift to whoever sends it.
        string given = password.Length > PasswordRules.MaxLength ? "" : password;
        PasswordVerificationResult result = await RunAsync(() => _hasher.VerifyHashedPassword(Nobody, hash ?? _dummy.Value, given), cancellationToken);
        return hash is null || given.Length == 0 ? PasswordCheck.Wrong : result switch
        {
            PasswordVerificationResult.Success => PasswordCheck.Right,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButOldHash,
            _ => PasswordCheck.Wrong,
        };
    }

    public void Dispose() => _running.Dispose();

    private async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using RateLimitLease lease = await _running.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired
            ? await Task.Run(work, cancellationToken)
            : throw new AccessException(AccessErrors.Busy, "Too many passwords are being checked; try again in a moment.");
    }
}
