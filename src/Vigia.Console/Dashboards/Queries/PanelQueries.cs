using System.Text.Json;
using Microsoft.Extensions.Options;
using Vigia.Console.Dashboards.Frames;
using Vigia.Console.Dashboards.Library;
using Vigia.Console.Dashboards.Model;
using Vigia.Console.Dashboards.Reading;
using Vigia.Console.Dashboards.Reading.Migration;
using Vigia.Console.Dashboards.Templating;
using Vigia.Console.Dashboards.Transformations;
using Vigia.Console.Dashboards.Variables;

namespace Vigia.Console.Dashboards.Queries;

/// <summary>Answers what a panel shows: variables, queries, transformations, field settings. Thread-safe.</summary>
internal sealed class PanelQueries(
    DashboardLibrary library, VariableResolver variables, TargetQueries targets, AnnotationQueries annotations, IOptions<DashboardOptions> options, TimeProvider time)
{
    /// <summary>Answers a request.</summary>
    /// <exception cref="PanelRequestException">The request is wrong, or there is no such dashboard or panel.</exception>
    public async Task<PanelAnswer> AnswerAsync(PanelRequest request, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        (Dashboard dashboard, Panel panel) = Find(request);
        QueryRange range = RequestRange.Of(request, dashboard, time, panel);
        IReadOnlyList<ResolvedVariable> resolved = await variables.ResolveAsync(dashboard, Selected(request), range, needsOptions: false, cancellationToken);
        VariableScope scope = VariableResolver.Scope(dashboard, resolved);
        foreach ((string name, IReadOnlyList<string> values) in request.Repeat)
        {
            string? text = resolved.FirstOrDefault(one => one.Variable.Name == name)?.Value is { } value && values.Count == 1
                ? value.Texts.Zip(value.Values).FirstOrDefault(pair => pair.Second == values[0]).First
                : null;
            scope = scope.With(name, new VariableValue { Values = values, Texts = text is null ? values : [text], IsMulti = scope.Find(name)?.IsMulti ?? false });
        }

        var context = new PanelContext(dashboard, panel, new TemplateValues(scope, range) { Dashboard = (dashboard.Title, dashboard.Uid) }, request);
        foreach (string text in resolved.Select(static one => one.Notice).OfType<string>())
        {
            context.Notice("warning", null, text);
        }

        PanelAnswer answer = await AnswerAsync(context, cancellationToken);
        return answer with { Milliseconds = time.GetElapsedTime(started).TotalMilliseconds };
    }

    private async Task<PanelAnswer> AnswerAsync(PanelContext context, CancellationToken cancellationToken)
    {
        Panel panel = context.Panel;
        var plain = new PanelAnswer { Panel = panel, Values = context.Values };
        if (!PanelTypes.IsDrawn(panel.Type))
        {
            bool isLibrary = panel.LibraryPanel.Length > 0 && panel.Targets.Count == 0;
            UnsupportedPanel why = isLibrary ? new UnsupportedPanel("library-panel", panel.Title) : new UnsupportedPanel("panel-type", panel.OriginalType);
            return plain with { Unsupported = why, Notices = context.Notices };
        }

        if (panel.LibraryPanel.Length > 0 && panel.Targets.Count == 0 && panel.Type != "text")
        {
            return plain with { Unsupported = new UnsupportedPanel("library-panel", panel.Title), Notices = context.Notices };
        }

        if (panel.Type is "text" or "row")
        {
            return plain with { Notices = context.Notices };
        }

        TargetResults results = await targets.RunAsync(context, options.Value, cancellationToken);
        if (results.Unsupported is { } unsupported)
        {
            return plain with { Unsupported = unsupported, Notices = context.Notices };
        }

        var steps = new TransformationContext(context.Values, text => context.Notice("warning", null, text));
        IReadOnlyList<Frame> frames = FrameTransformations.Apply(results.Frames, panel.Transformations, steps);
        frames = FieldSettingsResolver.Apply(frames, panel, context.Values, text => context.Notice("warning", null, text));
        return plain with
        {
            Values = context.Values with { Range = results.Range ?? context.Values.Range },
            Frames = frames,
            Exemplars = results.Exemplars,
            Annotations = panel.Type is "timeseries" or "state-timeline" or "status-history" ? await annotations.RunAsync(context, options.Value, cancellationToken) : [],
            Notices = context.Notices,
            Samples = results.Samples,
            Series = results.Series,
        };
    }

    private (Dashboard Dashboard, Panel Panel) Find(PanelRequest request)
    {
        Dashboard? known = request.Dashboard.Length > 0 ? library.Find(request.Dashboard)?.Dashboard : null;
        if (request.Dashboard.Length > 0 && known is null)
        {
            throw new PanelRequestException($"There is no dashboard '{request.Dashboard}'.", 404);
        }

        if (request.Definition.ValueKind == JsonValueKind.Object)
        {
            return (known ?? new Dashboard { Uid = "", Title = "" }, Standalone(request.Definition));
        }

        if (known is null)
        {
            throw new PanelRequestException("The request names neither a dashboard nor a panel's definition.");
        }

        return known.Find(request.Panel) is { } panel ? (known, panel)
            : throw new PanelRequestException(FormattableString.Invariant($"The dashboard '{known.Uid}' has no panel {request.Panel}."), 404);
    }

    private static Panel Standalone(JsonElement definition)
    {
        if (System.Text.Json.Nodes.JsonObject.Create(definition) is not { } panel)
        {
            throw new PanelRequestException("definition: expected a panel.");
        }

        PanelMigration.Apply(panel);
        var notices = new NoticeList();
        return new PanelReader(notices).ReadPanel(new JsonFields(JsonSerializer.SerializeToElement(panel, DashboardJsonContext.Default.JsonObject), "definition", notices));
    }

    private static Dictionary<string, IReadOnlyList<string>> Selected(PanelRequest request)
    {
        var selected = new Dictionary<string, IReadOnlyList<string>>(request.Variables, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> values) in request.Repeat)
        {
            // What others depend on is the whole selection, what the panel shows the one value.
            selected.TryAdd(name, values);
        }

        return selected;
    }
}
