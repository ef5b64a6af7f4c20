using System.Collections.Frozen;
using System.Globalization;

namespace Vigia.Server.Access.Users;

/// <summary>
/// Which passwords are taken: long ones that are not the first guess. No rules of composition, which make passwords worse (NIST SP 800-63B, 3.1.1).
/// </summary>
public static class PasswordRules
{
    /// <summary>The fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>The most characters; longer ones would only make the hash slow.</summary>
    public const int MaxLength = 256;

    private const int MinDistinct = 5;

    // The first guesses among those that are long enough, in English and Portuguese, without regard to case.
    private static readonly FrozenSet<string> Common = new[]
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "012345678901", "987654321098", "123123123123", "1q2w3e4r5t6y",
        "1q2w3e4r5t6y7u", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf",
        "qwertyqwerty", "asdfghjkl123", "zxcvbnm12345", "abcdefghijkl", "abcdefghijklm", "abc123abc123", "abcd12345678", "password1234",
        "password12345", "password123456", "password123!", "passwordpassword", "p@ssw0rd1234", "passw0rd1234", "mypassword123", "changeme1234",
        "changemechangeme", "letmein12345", "letmeinletmein", "welcome12345", "welcome123456", "iloveyou1234", "iloveyouiloveyou", "football1234",
        "baseball1234", "superman1234", "administrator", "administrator1", "administrator123", "administrador", "administrador1", "administrador123",
        "admin1234567", "admin12345678", "adminadmin12", "adminadminadmin", "rootrootroot", "vigiavigiavigia", "vigia1234567", "vigia12345678",
        "prometheus12", "prometheus123", "prometheus1234", "monitoramento", "monitoramento1", "monitoring12", "monitoring123", "monitoring1234",
        "integracao12", "integracao123", "integracao1234", "senha1234567", "senha12345678", "senha123456789", "senhasenha12", "senhasenhasenha",
        "mudar1234567", "mudarmudar12", "trocar123456", "teste1234567", "testeteste12", "testtesttest", "brasil123456", "brasil1234567",
        "flamengo1234", "corinthians1", "corinthians12", "palmeiras123", "palmeiras1234", "saopaulo1234", "correcthorsebatterystaple",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks a password that somebody chose.</summary>
    /// <exception cref="AccessException">It is not taken; the code says why.</exception>
    public static void Check(string password, string userName)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length < MinLength)
        {
            throw new AccessException(AccessErrors.PasswordShort, $"password: at least {Text(MinLength)} characters; a sentence is good.");
        }

        if (password.Length > MaxLength)
        {
            throw new AccessException(AccessErrors.PasswordLong, $"password: at most {Text(MaxLength)} characters.");
        }

        if (IsName(password, userName))
        {
            throw new AccessException(AccessErrors.PasswordIsName, "password: not the user's name, nor made of little else.");
        }

        if (Common.Contains(password) || password.Distinct().Count() < MinDistinct)
        {
            throw new AccessException(AccessErrors.PasswordCommon, "password: this one is among the first that are guessed; choose another.");
        }
    }

    // The name, backwards, or with so little around it that it is guessed with it.
    private static bool IsName(string password, string name)
    {
        string reversed = string.Concat(name.Reverse());
        int rest = password.Length - name.Length;
        return name.Length >= 4 && rest < 6
            && (password.Contains(name, StringComparison.OrdinalIgnoreCase) || password.Contains(reversed, StringComparison.OrdinalIgnoreCase));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
