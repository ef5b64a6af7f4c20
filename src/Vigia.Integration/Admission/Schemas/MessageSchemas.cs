using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vigia.Instrumentation.Metrics;
using Vigia.Integration.Messages.Schemas;

namespace Vigia.Integration.Admission.Schemas;

/// <summary>
/// The schemas of <c>Admission:Schemas</c> (message type, or prefix with <c>*</c> → file below the content root), loaded
/// before the module takes anything in and again when the settings or a file change. A change is taken whole or not at
/// all. Thread safe.
/// </summary>
internal sealed partial class MessageSchemas(
    IConfiguration configuration,
    IHostEnvironment environment,
    IOptions<AdmissionOptions> options,
    ServiceMetrics metrics,
    TimeProvider time,
    ILogger<MessageSchemas> logger) : BackgroundService, IMessageSchemas
{
    private const string Section = $"{AdmissionOptions.Section}:Schemas";

    private readonly Counter _errors = metrics.Errors.WithLabels("schema_file", "admission");
    private volatile SchemaSet _current = SchemaSet.Empty;
    private string? _lastError;

    public SchemaSet Current => _current;

    public MessageSchema? Find(string type) => _current.Find(type);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _current = await LoadAsync(cancellationToken) ?? SchemaSet.Empty;
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Looks at settings and files once. False: they are bad, and what was there stays.</summary>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await LoadAsync(cancellationToken) is { } loaded)
            {
                _current = loaded;
                int count = loaded.Schemas.Count;
                LogReloaded(count);
            }

            _lastError = null;
            return true;
        }
        catch (SchemaException e)
        {
            if (!string.Equals(_lastError, e.Message, StringComparison.Ordinal))
            {
                _lastError = e.Message;
                _errors.Increment();
                LogRefused(e.Message);
            }

            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.SchemaReloadSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The module stops.
        }
    }

    // Null: nothing changed. All bad files are reported together.
    private async Task<SchemaSet?> LoadAsync(CancellationToken cancellationToken)
    {
        SchemaSet current = _current;
        bool changed = false;
        List<string> errors = [];
        List<KeyValuePair<string, MessageSchema>> schemas = [];
        foreach ((string type, string path) in Configured())
        {
            try
            {
                if (!IdGrammar.IsType(type.EndsWith('*') ? type[..^1] + "x" : type))
                {
                    throw new SchemaException($"{Section}:{type} is no message type, nor a prefix of one that ends in *.");
                }

                string text = await MessageSchema.ReadTextAsync(path, cancellationToken);
                MessageSchema? known = current.Schemas.FirstOrDefault(entry => entry.Key == type).Value;
                bool same = known is not null && known.Path == path && known.Text == text;
                changed |= !same;
                schemas.Add(new(type, same ? known! : await MessageSchema.ParseAsync(path, text, cancellationToken)));
            }
            catch (SchemaException e)
            {
                errors.Add(e.Message);
            }
        }

        return errors.Count > 0
            ? throw new SchemaException(string.Join(Environment.NewLine, errors))
            : changed || schemas.Count != current.Schemas.Count ? new SchemaSet(schemas) : null;
    }

    // A type may hold the colon that separates sections, so the settings below are read flat.
    private IEnumerable<(string Type, string Path)> Configured()
    {
        foreach ((string type, string? path) in configuration.GetSection(Section).AsEnumerable(makePathsRelative: true))
        {
            if (!string.IsNullOrEmpty(path))
            {
                yield return (type, Path.GetFullPath(path, environment.ContentRootPath));
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Esquemas de mensagens recarregados: {Count}")]
    private partial void LogReloaded(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Esquemas de mensagens recusados, os anteriores continuam em uso: {Error}")]
    private partial void LogRefused(string error);
}
