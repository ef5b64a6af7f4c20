using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vigia.Console.Browser.Tests;

/// <summary>Answers panels' questions with two series, and notes how they were asked. Safe for concurrent use.</summary>
public sealed class PanelQueries
{
    private readonly Lock _lock = new();
    private readonly List<JsonElement> _asked = [];
    private TaskCompletionSource? _hold;
    private int _running;
    private int _cancelled;
    private int _most;
    private int _failing;

    /// <summary>The bodies of all questions since <see cref="Reset"/>.</summary>
    public IReadOnlyList<JsonElement> Asked
    {
        get
        {
            lock (_lock)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The most questions that were being answered at one time.</summary>
    public int Most => Volatile.Read(ref _most);

    /// <summary>Questions that the browser gave up.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Forgets what was asked; with <paramref name="hold"/> answers wait for <see cref="Release"/>, with <paramref name="status"/> they fail.</summary>
    public void Reset(bool hold = false, int status = 0)
    {
        lock (_lock)
        {
            _asked.Clear();
            _most = _cancelled = 0;
            _failing = status;
            _hold?.TrySetResult();
            _hold = hold ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        }
    }

    /// <summary>Lets the answers go that wait.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _hold?.TrySetResult();
        }
    }

    internal async Task<IResult> AnswerAsync(HttpContext context)
    {
        JsonElement body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        Task held;
        int status;
        lock (_lock)
        {
            _asked.Add(body);
            _most = Math.Max(_most, ++_running);
            held = _hold?.Task ?? Task.CompletedTask;
            status = _failing;
        }

        try
        {
            await held.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            return Results.StatusCode(499);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }

        return status == 0 ? Results.Json(Answer(body)) : Results.Json(new { error = "parse error: unexpected character" }, statusCode: status);
    }

    private static object Answer(JsonElement body)
    {
        const long Start = 1_700_000_000_000;
        long[] times = [.. Enumerable.Range(0, 60).Select(static index => Start + (index * 60_000L))];
        object Frame(string name, double level) => new
        {
            refId = "A",
            name,
            fields = new object[]
            {
                new { name = "Time", type = "time", values = times },
                new { name = "Value", type = "number", displayName = name, values = times.Select(time => level + Math.Sin(time / 300_000.0)).ToArray(), config = new { unit = "reqps" } },
            },
        };
        int panel = body.TryGetProperty("panel", out JsonElement id) ? id.GetInt32() : 0;
        return new
        {
            panel = new { id = panel, type = "timeseries", title = $"Panel {panel}" },
            notices = Array.Empty<object>(),
            from = Start,
            to = Start + (60 * 60_000L),
            step = 60_000,
            options = new { },
            frames = new[] { Frame("a", 10), Frame("b", 20) },
            stats = new { milliseconds = 1.5, samples = 120, series = 2 },
        };
    }
}
