using Microsoft.Extensions.Options;

namespace Vigia.Integration.Queue;

/// <summary>Reports every setting of <see cref="QueueOptions"/> that is out of bounds at once.</summary>
internal sealed class QueueOptionsValidator : IValidateOptions<QueueOptions>
{
    public ValidateOptionsResult Validate(string? name, QueueOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        Within(errors, nameof(options.Capacity), options.Capacity, 1, 10_000_000);
        Within(errors, nameof(options.CapacityBytes), options.CapacityBytes, 1_024, 1L << 40);
        Within(errors, nameof(options.MemoryBytes), options.MemoryBytes, 0, 1L << 36);
        Within(errors, nameof(options.MaxPending), options.MaxPending, 1, 1_000_000);
        Within(errors, nameof(options.MaxDeliveries), options.MaxDeliveries, 1, 10_000);
        Within(errors, nameof(options.DeduplicationCapacity), options.DeduplicationCapacity, 1_000, 500_000_000);
        Within(errors, nameof(options.MaxBatch), options.MaxBatch, 1, 100_000);
        Within(errors, nameof(options.CheckpointBytes), options.CheckpointBytes, 1L << 20, 1L << 32);
        Within(errors, nameof(options.LeaseTime), options.LeaseTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Within(errors, nameof(options.DeduplicationWindow), options.DeduplicationWindow, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        Within(errors, nameof(options.UnavailableTime), options.UnavailableTime, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        return errors.Build();
    }

    private static void Within<T>(ValidateOptionsResultBuilder errors, string setting, T value, T least, T most)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            errors.AddError(FormattableString.Invariant($"Queue:{setting} is {value}; it must be from {least} to {most}."));
        }
    }
}
