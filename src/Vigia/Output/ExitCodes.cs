namespace Vigia.Output;

/// <summary>What the process ends with.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something went wrong while running.</summary>
    public const int Failure = 1;

    /// <summary>The command line made no sense.</summary>
    public const int Usage = 2;

    /// <summary>A supervised process could not start: to try again would not help. sysexits' EX_CONFIG; only the supervisor sees it.</summary>
    public const int NotStarted = 78;
}
