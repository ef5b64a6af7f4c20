namespace Vigia.Integration.Queue.Database;

/// <summary>How an attempt ended, as on disk. Numbers never change their meaning.</summary>
internal enum AttemptOutcome
{
    Success = 1,
    Filtered = 2,
    Transient = 3,
    Permanent = 4,
    Expired = 5,
}
