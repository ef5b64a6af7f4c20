using Microsoft.AspNetCore.Components;
using MudBlazor;
using Vigia.Server.Alerting.Rules.Book;
using Vigia.Server.Alerting.Rules.Drafting;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.Rehearsal;
using Vigia.Server.Configuration.Reading;

namespace Vigia.Console.Alerts;

/// <summary>The form of one rule.</summary>
public sealed partial class RuleForm
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Rehearsed = TimeSpan.FromDays(1);

    private readonly CancellationTokenSource _closing = new();
    private CancellationTokenSource? _typing;
    private RuleFormFields _fields = new();
    private IReadOnlyList<string> _files = [];
    private IReadOnlyList<string> _groups = [];
    private string _file = "";
    private string _newFile = "";
    private string _group = "";
    private string _newGroup = "";
    private string _text = "";
    private string _version = "";
    private string? _problem;
    private string? _nameProblem;
    private bool _isLoading = true;
    private bool _isTouched;
    private bool _isBusy;
    private RuleDraftCheck? _check;
    private RuleTrial _trial = new();

    /// <summary>The file of the rule that is changed; "" for a new rule.</summary>
    [Parameter]
    public string File { get; set; } = "";

    /// <summary>The group of the rule that is changed.</summary>
    [Parameter]
    public string Group { get; set; } = "";

    /// <summary>Which of the group's rules is changed, from 0.</summary>
    [Parameter]
    public int Index { get; set; }

    /// <summary>Raised when it is to be closed.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Raised when the rule is saved.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    private bool IsNew => File.Length == 0;

    private string FileName => !IsNew ? File : _file.Length > 0 ? _file : _newFile.Trim();

    private RulePlace Target => !IsNew ? new RulePlace(Group, Index) : new RulePlace(_group.Length > 0 ? _group : _newGroup.Trim());

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        _typing?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _files = [.. Desk.Files.Select(static file => file.Name)];
        _file = File.Length > 0 ? File : _files.Count > 0 ? _files[^1] : "";
        await WorkAsync(ReadAsync);
        _isLoading = false;
        await ExamineAsync();
    }

    private async Task ReadAsync()
    {
        RuleBookText? read = _file.Length > 0 ? await Desk.ReadAsync(_file, _closing.Token) : null;
        (_text, _version) = (read?.Text ?? "", read?.Version ?? "");
        _groups = [.. (Desk.Files.FirstOrDefault(file => file.Name == _file)?.Groups ?? []).Select(static group => group.Evaluation.Group.Name)];
        _group = _groups.Count > 0 ? _groups[^1] : "";
        if (!IsNew)
        {
            _fields = RuleFormFields.Of(RuleFileEdit.Read(_text, _file, Target));
        }
    }

    private async Task FileAsync(ChangeEventArgs change)
    {
        _file = Text(change);
        await WorkAsync(ReadAsync);
        await ChangedAsync();
    }

    private Task TypeAsync(string expression) => expression == _fields.Expression ? Task.CompletedTask : SetAsync(() => _fields.Expression = expression);

    private Task SetAsync(Action set)
    {
        set();
        return ChangedAsync();
    }

    private async Task ChangedAsync()
    {
        _isTouched = true;
        CancellationToken typing = Begin();
        await Task.Delay(Pause, Clock, typing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!typing.IsCancellationRequested)
        {
            await ExamineAsync();
        }
    }

    // What was asked of an earlier text is given up.
    private CancellationToken Begin()
    {
        _typing?.Cancel();
        _typing?.Dispose();
        _typing = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        return _typing.Token;
    }

    private async Task ExamineAsync()
    {
        CancellationToken typing = Begin();
        try
        {
            Check(typing);
            StateHasChanged();
            if (_check is not { Rule: { } rule, Group: { } group })
            {
                return;
            }

            _trial = _trial with { Preview = await Desk.PreviewAsync(rule, typing) };
            StateHasChanged();
            (RehearsedRule rehearsed, RehearsalSpan span) = await Desk.RehearseAsync(group, Rehearsed, typing);
            _trial = _trial with { Rehearsed = rehearsed, Span = span };
            StateHasChanged();
        }
        catch (RuleEvaluationException exception)
        {
            _trial = _trial with { Problem = exception.Message };
        }
        catch (OperationCanceledException) when (typing.IsCancellationRequested)
        {
            return;
        }
    }

    private void Check(CancellationToken cancellationToken)
    {
        RuleDraft draft = _fields.Draft();
        _nameProblem = !IsNew || _file.Length > 0 ? null : Desk.NameProblem(_newFile.Trim(), T["FileExists"]);
        _check = Desk.Check(FileName, _text, Target, draft, cancellationToken);
        _trial = new RuleTrial { Curves = RuleGraph.Of(draft.Expression), Findings = _check.Findings };
    }

    private Task SaveAsync() => WorkAsync(async () =>
    {
        Check(_closing.Token);
        if (_check is not { IsRefused: false, Change: { } change } || _nameProblem is not null)
        {
            return;
        }

        RuleDraftReport report = await Desk.SaveAsync(FileName, change.Text, _version, _closing.Token);
        if (report.IsRefused)
        {
            _problem = string.Join('\n', report.Issues.Where(static issue => !issue.IsWarning));
            return;
        }

        Notices.Add(T["SavedRule", _fields.Name.Trim(), FileName].Value, Severity.Success);
        await OnSaved.InvokeAsync();
    });

    private async Task WorkAsync(Func<Task> work)
    {
        if (_isBusy)
        {
            return;
        }

        (_isBusy, _problem) = (true, null);
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is RuleBookException or ConfigurationException)
        {
            _problem = exception.Message;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            _isBusy = false;
        }
    }

    private IEnumerable<FieldProblem> At(RuleFieldKind kind) => (_check?.Issues ?? [])
        .Where(issue => issue.Field.Kind == kind && (_isTouched || !IsNew || !IsUnwritten(kind)))
        .Select(static issue => new FieldProblem(issue.Reason, issue.IsWarning, issue.Field.Index));

    // An empty form is no mistake yet.
    private static bool IsUnwritten(RuleFieldKind kind) => kind is RuleFieldKind.Name or RuleFieldKind.Expression or RuleFieldKind.Group;

    private string? Invalid(RuleFieldKind kind) => At(kind).Any(static issue => !issue.IsWarning) ? "true" : null;

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";
}
