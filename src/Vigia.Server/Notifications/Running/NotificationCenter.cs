using Vigia.Model.Alerts;
using Vigia.Model.Labels;
using Vigia.Server.Configuration.Reading;
using Vigia.Server.Notifications.Alerts;
using Vigia.Server.Notifications.Configuration;
using Vigia.Server.Notifications.Configuration.Model;
using Vigia.Server.Notifications.Delivery;
using Vigia.Server.Notifications.Dispatch;
using Vigia.Server.Notifications.History;
using Vigia.Server.Notifications.Routing;
using Vigia.Server.Notifications.Silences;
using Vigia.Server.Notifications.Templates;

namespace Vigia.Server.Notifications.Running;

/// <summary>Takes alerts and tells of them. Starts no timers: <see cref="NotificationService"/> drives it. Thread safe.</summary>
internal sealed class NotificationCenter : IAlertIntake, IAsyncDisposable
{
    /// <summary>The file of routes and receivers.</summary>
    public const string ConfigFileName = "alertmanager.yml";

    /// <summary>The file of what is ours alone.</summary>
    public const string OptionsFileName = "notify.yml";

    private readonly SemaphoreSlim _reloading = new(1, 1);
    private readonly SemaphoreSlim _woken = new(0, 1);
    private readonly string _path;
    private volatile NotificationRuntime _runtime;
    private DateTimeOffset _maintained;
    private int _isDisposed;

    private NotificationCenter(string path, NotificationParts parts, NotificationRuntime runtime)
    {
        (_path, Parts, _runtime) = (path, parts, runtime);
        StartedAt = _maintained = parts.Time.GetUtcNow();
    }

    public NotificationParts Parts { get; }

    public NotificationRuntime Runtime => _runtime;

    public DateTimeOffset StartedAt { get; }

    /// <summary>The files that a change of is a change of the configuration.</summary>
    public IEnumerable<string> Files =>
        [_path, OptionsFile(_path), .. _runtime.Configuration.Templates.SelectMany(FilePattern.Expand)];

    /// <summary>Reads the configuration and takes up what was left at the last stop.</summary>
    /// <param name="path">The <c>alertmanager.yml</c>; <c>notify.yml</c> lies beside it.</param>
    /// <param name="parts">What lives on; disposed where the configuration is refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public static async Task<NotificationCenter> OpenAsync(string path, NotificationParts parts, CancellationToken cancellationToken)
    {
        try
        {
            path = Path.GetFullPath(path);
            NotificationRuntime runtime = await ReadAsync(path, parts, cancellationToken);
            var center = new NotificationCenter(path, parts, runtime);
            center.TakeAll(runtime);
            parts.Metrics.ReloadSucceeded.Set(1);
            return center;
        }
        catch
        {
            parts.Store.Dispose();
            throw;
        }
    }

    /// <summary>Reads the configuration again; a wrong one changes nothing.</summary>
    /// <exception cref="ConfigurationException">It is refused.</exception>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reloading.WaitAsync(cancellationToken);
        try
        {
            NotificationRuntime next = await ReadAsync(_path, Parts, cancellationToken);
            NotificationRuntime old = _runtime;

            // First the old one ends, so that no two tell of the same group; what it had not told yet the new one tells.
            await old.DisposeAsync();
            _runtime = next;
            TakeAll(next);
            Parts.Metrics.ReloadSucceeded.Set(1);
            Wake();
        }
        catch (ConfigurationException)
        {
            Parts.Metrics.ReloadSucceeded.Set(0);
            throw;
        }
        finally
        {
            _reloading.Release();
        }
    }

    public ValueTask ReceiveAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Parts.Time.GetUtcNow();
        Take([.. alerts.Select(alert => new StoredAlert
        {
            Labels = alert.Labels,
            Fingerprint = AlertFingerprint.Of(alert.Labels),
            Annotations = LabelSet.From(alert.Annotations.Select(static pair => new Label(pair.Key, pair.Value))),
            StartsAt = alert.StartsAt,
            EndsAt = alert.EndsAt,
            UpdatedAt = now,
            GeneratorUrl = alert.GeneratorUrl,
        })]);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes states of alerts; returns once they are on disk.</summary>
    public void Take(IReadOnlyList<StoredAlert> states)
    {
        DateTimeOffset now = Parts.Time.GetUtcNow();
        int resolved = states.Count(state => state.IsResolvedAt(now));
        Parts.Metrics.Received(states.Count - resolved, resolved);
        (IReadOnlyList<StoredAlert> taken, int refused) = Parts.Alerts.Put(states);
        Parts.Metrics.Refused.Increment(refused);
        NotificationRuntime runtime = _runtime;
        foreach (StoredAlert alert in taken)
        {
            runtime.Take(alert);
        }

        Wake();
    }

    /// <summary>Begins to tell of every group that is due.</summary>
    public void FlushDue(Action<Exception?>? finished = null) => _runtime.FlushDue(exception =>
    {
        finished?.Invoke(exception);
        Wake();
    });

    /// <summary>Tells of every group that is due, and returns when that is done.</summary>
    public async Task PumpAsync()
    {
        Exception? failure = null;
        FlushDue(exception => failure ??= exception);
        await _runtime.IdleAsync();
        if (failure is not null)
        {
            throw new InvalidOperationException("A group could not be told of.", failure);
        }
    }

    /// <summary>Waits until a group is due or something has changed, at most for a time.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        TimeSpan wait = _runtime.Dispatcher.NextFlush - Parts.Time.GetUtcNow() ?? most;
        wait = wait < most ? wait : most;
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task woken = _woken.WaitAsync(limit.Token);
        Task delay = Task.Delay(wait, Parts.Time, limit.Token);
        await Task.WhenAny(woken, delay);
        await limit.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What is to be done now and then: forget what is over, and note it.</summary>
    public void Maintain()
    {
        DateTimeOffset now = Parts.Time.GetUtcNow();
        NotificationRuntime runtime = _runtime;
        runtime.Maintain(now);
        Parts.Alerts.Maintain();
        Parts.Silences.Maintain(_maintained, now);
        Parts.Acknowledgements.Maintain(Parts.Alerts.IsFiring, now);
        Parts.Log.Maintain(now);
        Parts.Store.TrimHistory(now - runtime.Options.HistoryAge, runtime.Options.HistoryRows);
        AnnounceSilences(runtime.Options.AnnounceSilenceExpiry, now);
        _maintained = now;
    }

    /// <summary>Sends a real notice over every way of a receiver, past groups and silences.</summary>
    /// <param name="receiver">The receiver's name.</param>
    /// <param name="by">Who asks, for the history.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The other sides' answers; null where there is no such receiver.</returns>
    public async Task<IReadOnlyList<(string Integration, SendResult Result)>?> TestAsync(string receiver, string by, CancellationToken cancellationToken)
    {
        NotificationRuntime runtime = _runtime;
        if (!runtime.Receivers.TryGetValue(receiver, out IReadOnlyList<Integration>? ways))
        {
            return null;
        }

        DateTimeOffset now = Parts.Time.GetUtcNow();
        bool isPortuguese = (runtime.Options.For(receiver).Language ?? runtime.Options.Language) == "pt-BR";
        LabelSet labels = LabelSet.Of(("alertname", "VigiaTest"), ("severity", "info"));
        var alert = new StoredAlert
        {
            Labels = labels,
            Fingerprint = AlertFingerprint.Of(labels),
            Annotations = LabelSet.Of(("summary", isPortuguese ? "Aviso de teste do Vigia" : "A test notice from Vigia"), ("description", isPortuguese ? "Ninguém precisa agir." : "Nobody needs to act.")),
            StartsAt = now,
            EndsAt = now + TimeSpan.FromMinutes(5),
            UpdatedAt = now,
        };
        var notice = new Notice
        {
            GroupKey = $"{{}}/{{vigia_test=\"true\"}}:{LabelSet.Of(("alertname", "VigiaTest"))}",
            Data = new NotificationData(receiver, LabelSet.Of(("alertname", "VigiaTest")), [alert], now, runtime.Options.ExternalAddress),
            Language = runtime.Options.For(receiver).Language ?? runtime.Options.Language,
            At = now,
        };
        (string Integration, SendResult Result)[] answers = await Task.WhenAll(ways.Select(async way => (way.Name, await way.SendOnceAsync(notice, cancellationToken))));
        Parts.Store.Append(
        [
            .. answers.Select(answer => new HistoryEntry
            {
                At = Parts.Time.GetUtcNow(),
                Kind = HistoryKind.ReceiverTested,
                Receiver = receiver,
                Integration = answer.Integration,
                Outcome = by.Length > 0 ? $"{answer.Result.Reason}, by {by}" : answer.Result.Reason,
                Detail = answer.Result.Detail,
            }),
        ]);
        return answers;
    }

    /// <summary>Lets the waiting loop look again.</summary>
    public void Wake()
    {
        lock (_woken)
        {
            if (_woken.CurrentCount == 0)
            {
                _woken.Release();
            }
        }
    }

    /// <summary>Ends it. Whoever holds it under several names may end it once for each.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _runtime.DisposeAsync();
        Parts.Store.Dispose();
        _reloading.Dispose();
        _woken.Dispose();
    }

    private static async Task<NotificationRuntime> ReadAsync(string path, NotificationParts parts, CancellationToken cancellationToken)
    {
        AlertmanagerConfiguration configuration = File.Exists(path) ? await AlertmanagerConfigurationReader.ReadFileAsync(path, cancellationToken) : Nobody(path);
        NotifyConfiguration options = await NotifyConfigurationReader.ReadFileAsync(
            OptionsFile(path), [.. configuration.Receivers.Select(static receiver => receiver.Name)], cancellationToken);
        return new NotificationRuntime(configuration, options, parts);
    }

    private static string OptionsFile(string path) => Path.Combine(Path.GetDirectoryName(path)!, OptionsFileName);

    // Without a file alerts are kept and shown, and nobody is told.
    private static AlertmanagerConfiguration Nobody(string path) => new()
    {
        Path = path,
        Text = "route:\n  receiver: nobody\nreceivers:\n- name: nobody\n",
        Route = new Route
        {
            Receiver = "nobody",
            Matchers = [],
            GroupBy = ["alertname"],
            GroupWait = TimeSpan.FromSeconds(30),
            GroupInterval = TimeSpan.FromMinutes(5),
            RepeatInterval = TimeSpan.FromHours(4),
        },
        Receivers = [new ReceiverConfiguration("nobody", 1, [])],
    };

    private void TakeAll(NotificationRuntime runtime)
    {
        foreach (StoredAlert alert in Parts.Alerts.All)
        {
            runtime.Take(alert);
        }
    }

    /// <summary>An alert of our own for each silence that is about to end, so that nobody is surprised by what it kept back.</summary>
    private void AnnounceSilences(TimeSpan before, DateTimeOffset now)
    {
        if (before <= TimeSpan.Zero)
        {
            return;
        }

        StoredAlert[] ending =
        [
            .. Parts.Silences.All
                .Where(silence => silence.StateAt(now) == SilenceState.Active && silence.EndsAt - before <= now && silence.EndsAt - silence.StartsAt > before)
                .Select(silence => (silence, labels: LabelSet.Of(("alertname", "VigiaSilenceEnding"), ("severity", "info"), ("silence_id", silence.Id))))
                .Select(pair => new StoredAlert
                {
                    Labels = pair.labels,
                    Fingerprint = AlertFingerprint.Of(pair.labels),
                    Annotations = LabelSet.Of(
                        ("summary", $"{pair.silence.EndsAt:u}: {Matching.MatcherText.Format(pair.silence.Matchers)} ({pair.silence.CreatedBy})"), ("description", pair.silence.Comment)),
                    StartsAt = pair.silence.EndsAt - before,
                    EndsAt = pair.silence.EndsAt,
                    UpdatedAt = now,
                }),
        ];
        if (ending.Length > 0)
        {
            Take(ending);
        }
    }
}
