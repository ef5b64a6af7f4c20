using BenchmarkDotNet.Running;
using Vigia.Benchmarks.Queue;
using Vigia.Benchmarks.Storage;
using Vigia.Benchmarks.Tracing;

// Whole systems in a closed loop have commands of their own; the rest are BenchmarkDotNet's.
if (args is ["queue", ..])
{
    await QueueThroughput.RunAsync(args.AsMemory(1));
}
else if (args is ["spans-sink"])
{
    await SpanExportCost.RunSinkAsync();
}
else if (args is ["spans", ..])
{
    await SpanExportCost.RunAsync(args.AsMemory(1));
}
else if (args is ["storage", ..])
{
    await StorageThroughput.RunAsync(args.AsMemory(1));
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
