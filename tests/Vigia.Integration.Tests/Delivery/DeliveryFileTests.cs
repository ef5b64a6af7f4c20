using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Vigia.Integration.Delivery.Files;
using Vigia.Integration.Tests.Processing;
using Vigia.Model.Messages;
using Vigia.Model.Processing;
using Vigia.Testing;
using Xunit;

namespace Vigia.Integration.Tests.Delivery;

public sealed class DeliveryFileTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ManyAtOnce_EveryLineIsThereWhenItsCallReturns()
    {
        await using var file = new DeliveryFile(_folder["a/b/out.ndjson"], 1 << 20, 0, _time, new FileDisk());
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            await file.AppendAsync(Line(i), CancellationToken.None);
            Assert.Contains($"{i:D6}\n", await ReadSharedAsync(file.Path), StringComparison.Ordinal);
        }));
        Assert.Equal(500, (await File.ReadAllLinesAsync(file.Path)).Distinct().Count());
    }

    [Fact]
    public async Task Append_FileIsFull_PutsItAsideAndLosesNothing()
    {
        await using (var file = new DeliveryFile(_folder["out.ndjson"], 1024, 0, _time, new FileDisk()))
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => file.AppendAsync(Line(i), CancellationToken.None).AsTask()));
        }

        string[] files = Directory.GetFiles(_folder.Path);
        Assert.All(files, static path => Assert.InRange(new FileInfo(path).Length, 1, 1024));
        Assert.Contains(_folder["out.20240102T030405000Z-0000.ndjson"], files);
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(static i => $"{i:D6}"),
            files.SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Append_OldFilesAreLimited_KeepsTheNewest()
    {
        await using (var file = new DeliveryFile(_folder["out.ndjson"], 1024, 2, _time, new FileDisk()))
        {
            for (int i = 0; i < 1000; i++)
            {
                await file.AppendAsync(Line(i), CancellationToken.None);
            }
        }

        string[] aside = [.. Directory.GetFiles(_folder.Path, "out.2*").Order(StringComparer.Ordinal)];
        Assert.Equal(2, aside.Length);
        Assert.Equal("000999", (await File.ReadAllLinesAsync(_folder["out.ndjson"]))[^1]);
    }

    [Fact]
    public async Task Append_LastLineWasCutOffByACrash_RemovesTheRest()
    {
        await File.WriteAllTextAsync(_folder["out.ndjson"], $"{new string('a', 5000)}\nwhole\nhal");
        await using (var file = new DeliveryFile(_folder["out.ndjson"], 1 << 20, 0, _time, new FileDisk()))
        {
            await file.AppendAsync("next\n"u8.ToArray(), CancellationToken.None);
        }

        Assert.Equal($"{new string('a', 5000)}\nwhole\nnext\n", await File.ReadAllTextAsync(_folder["out.ndjson"]));
    }

    [Fact]
    public async Task Append_CannotBeWritten_IsTransientAndRecovers()
    {
        Directory.CreateDirectory(_folder["out.ndjson"]);
        await using var file = new DeliveryFile(_folder["out.ndjson"], 1 << 20, 0, _time, new FileDisk());
        var error = await Assert.ThrowsAsync<ProcessingException>(() => file.AppendAsync(Line(1), CancellationToken.None).AsTask());
        Assert.Equal(("delivery_io", true), (error.ErrorType, error.IsTransient));
        Directory.Delete(_folder["out.ndjson"]);
        await file.AppendAsync(Line(2), CancellationToken.None);
        Assert.Equal("000002\n", await ReadSharedAsync(file.Path));
    }

    [Fact]
    public async Task Route_FileDestination_WritesOneJsonLineAMessage()
    {
        await using var rig = new ProcessingRig(Settings.Json(
            """{"Processing":{"Routes":[{"Name":"r","Destinations":[{"Kind":"file","Path":"orders/out.ndjson"}]}]}}"""));
        await rig.StartAsync();
        rig.Queue.Add(Samples.Message("one", "{\"a\":\n [1,\r\n 2], \"é\":\"\\n\"}"));
        await rig.Queue.WaitForAsync("one", MessageStatus.Processed);
        string text = await ReadSharedAsync(rig.Folder["data/outbox/orders/out.ndjson"]);
        Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        using JsonDocument line = JsonDocument.Parse(text);
        Assert.Equal(["id", "type", "at", "payload"], line.RootElement.EnumerateObject().Select(static p => p.Name));
        Assert.Equal("one", line.RootElement.GetProperty("id").GetString());
        Assert.Equal("order.created", line.RootElement.GetProperty("type").GetString());
        Assert.Equal("\n", line.RootElement.GetProperty("payload").GetProperty("é").GetString());
    }

    private static ReadOnlyMemory<byte> Line(int i) => Encoding.UTF8.GetBytes($"{i:D6}\n");

    private static async Task<string> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
