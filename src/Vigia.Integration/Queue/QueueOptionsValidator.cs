using Microsoft.Extensions.Options;

namespace Vigia.Integration.Queue;

/// <summary>Reports every setting of <see cref="QueueOptions"/> that is out of bounds at once.</summary>
internal sealed class QueueOptionsValidator : IValidateOptions<QueueOptions>
{
    public ValidateOptionsResult Validate(string? name, QueueOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var bounds = new OptionBounds("Queue", errors);
        bounds.Within(nameof(options.Capacity), options.Capacity, 1, 10_000_000);
        bounds.Within(nameof(options.CapacityBytes), options.CapacityBytes, 1_024, 1L << 40);
        bounds.Within(nameof(options.MemoryBytes), options.MemoryBytes, 0, 1L << 36);
        bounds.Within(nameof(options.MaxPending), options.MaxPending, 1, 1_000_000);
        bounds.Within(nameof(options.MaxDeliveries), options.MaxDeliveries, 1, 10_000);
        bounds.Within(nameof(options.DeduplicationCapacity), options.DeduplicationCapacity, 1_000, 500_000_000);
        bounds.Within(nameof(options.MaxBatch), options.MaxBatch, 1, 100_000);
        bounds.Within(nameof(options.CheckpointBytes), options.CheckpointBytes, 1L << 20, 1L << 32);
        bounds.Within(nameof(options.LogBytes), options.LogBytes, options.CheckpointBytes, 1L << 34);
        bounds.Within(nameof(options.LeaseTime), options.LeaseTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        bounds.Within(nameof(options.DeduplicationWindow), options.DeduplicationWindow, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        bounds.Within(nameof(options.UnavailableTime), options.UnavailableTime, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));
        return errors.Build();
    }
}
