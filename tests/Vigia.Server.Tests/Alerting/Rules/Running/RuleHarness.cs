using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Vigia.Instrumentation.Metrics;
using Vigia.Model.Labels;
using Vigia.Model.Metrics;
using Vigia.Model.Queries;
using Vigia.PromQL.Engine;
using Vigia.PromQL.Scripts;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Reading;
using Vigia.Server.Alerting.Rules.Running;
using Vigia.Server.Alerting.Rules.Sources;
using Vigia.Server.Alerting.Rules.State;
using Vigia.Server.Alerting.Rules.UnitTests;
using Vigia.Server.Alerting.Rules.UnitTests.Model;
using Vigia.Server.Configuration.Reload;
using Vigia.Testing;
using Vigia.Testing.Listeners;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Running;

/// <summary>Rules as a whole: files in a folder of their own, a clock that tests turn, metrics in memory. Groups are evaluated every minute.</summary>
internal sealed class RuleHarness : IAsyncDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _folder = new();
    private readonly PromqlEngine _engine;
    private readonly MetricRegistry _metrics = new();
    private readonly RuleOptions _options;
    private AlertStateStore? _state;
    private RuleService? _service;

    public RuleHarness(RuleOptions? options = null)
    {
        _options = options ?? new RuleOptions { MaxConcurrentGroups = 1 };
        Store = new UnitTestStore(new UnitTest { Name = "", Line = 1, Interval = TimeSpan.FromMinutes(1), Series = [], AlertTests = [], QueryTests = [] });
        _engine = new PromqlEngine(Store.Source);
        Write("prometheus.yml", "global: {evaluation_interval: 1m, external_labels: {region: sul}}\nrule_files: ['rules/*.yml']\n");
    }

    public FakeTimeProvider Clock { get; } = new(Begin);

    public UnitTestStore Store { get; }

    public TakenAlerts Intake { get; } = new();

    public RuleService Service => _service!;

    public ConfigurationReloader Reloader { get; private set; } = null!;

    public RuleGroupLoop Group => Assert.Single(Service.Groups);

    public string FileOf(string name) => _folder[name];

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], text);
    }

    /// <summary>A file of one group.</summary>
    public void WriteRules(string rules, string file = "rules/r.yml") => Write(file, $"groups:\n- name: g\n  rules:\n{rules}");

    public async Task StartAsync(bool withIntake = true)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        _state = AlertStateStore.Open(_folder[AlertStateStore.FileName]);
        Reloader = await ConfigurationReloader.OpenAsync(_folder["prometheus.yml"], Clock, new MetricRegistry(), NullLogger<ConfigurationReloader>.Instance, cancellation);
        _service = new RuleService(Reloader, new RuleSourceReader(_folder["overlay"], RuleFileReader.Stable), new RuleContext
        {
            Queries = _engine,
            Sink = Store,
            Intake = withIntake ? Intake : null,
            State = _state,
            Options = _options,
            Evaluation = new RuleEvaluationOptions(),
            Metrics = new RuleMetrics(_metrics),
            Turns = new SemaphoreSlim(_options.MaxConcurrentGroups),
            Time = Clock,
            Logger = NullLogger.Instance,
        });
        await _service.StartAsync(cancellation);
    }

    /// <summary>Ends it as a stop does; what is on the disk stays.</summary>
    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
            _state!.Dispose();
            Reloader.Dispose();
            _service = null;
        }
    }

    /// <summary>Lets minutes go by, in each of which every group is evaluated once.</summary>
    /// <param name="minutes">How many.</param>
    /// <param name="sample">What is sampled just before each evaluation.</param>
    public async Task PassAsync(int minutes, params (string Series, double Value)[] sample)
    {
        for (int i = 0; i < minutes; i++)
        {
            long[] before = [.. Service.Groups.Select(static group => group.Timing.Count)];
            foreach ((string series, double value) in sample)
            {
                Sample(series, value);
            }

            Clock.Advance(TimeSpan.FromMinutes(1));
            RuleGroupLoop[] groups = [.. Service.Groups];
            await Eventually.TrueAsync(() => groups.Zip(before).All(static pair => pair.First.Timing.Count == pair.Second + 1));
        }
    }

    /// <summary>Adds a sample now.</summary>
    public void Sample(string series, double value) => Store.Source.Add(SeriesNotation.Parse(series + " _").Series, Clock.GetUtcNow().ToUnixTimeMilliseconds(), value);

    public async Task<string> QueryAsync(string query)
    {
        QueryAnswer answer = await _engine.EvaluateAsync(query, Clock.GetUtcNow().ToUnixTimeMilliseconds(), new QueryOptions(), TestContext.Current.CancellationToken);
        return string.Join("; ", ((VectorValue)answer.Value).Samples.OrderBy(static sample => sample.Labels).Select(static sample => $"{sample.Labels} {SampleText.Format(sample.Value)}"));
    }

    /// <summary>One of the harness' own metrics, as its exposition has it.</summary>
    public async Task<string> MetricAsync(string name) =>
        (await MetricsAsync()).Single(line => line.StartsWith(name, StringComparison.Ordinal) && !line.StartsWith('#')).Split(' ')[^1];

    /// <summary>The harness' own metrics, line by line.</summary>
    public async Task<string[]> MetricsAsync()
    {
        var pipe = new Pipe();
        using var text = new MemoryStream();
        Task copying = pipe.Reader.CopyToAsync(text, TestContext.Current.CancellationToken);
        await _metrics.WriteAsync(pipe.Writer, ExpositionFormat.PrometheusText, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        await copying;
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n');
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _engine.Dispose();
        _folder.Dispose();
    }
}
