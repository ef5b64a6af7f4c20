using System.Globalization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Vigia.Console.Resources;
using Vigia.Model.Messages;
using Vigia.Model.Modules;
using Vigia.Server.Access;
using Vigia.Server.Access.Callers;
using Vigia.Server.Modules;

namespace Vigia.Console.Messages;

/// <summary>The module's messages for one visitor: what is changed is changed in the visitor's name. One instance a circuit.</summary>
internal sealed class MessageDesk(IModuleClient module, AuthenticationStateProvider visitors, IStringLocalizer<MessagesText> texts, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>The module.</summary>
    public IModuleClient Module => module;

    /// <summary>Whether the visitor may decide on dead letters.</summary>
    public async Task<bool> MayChangeAsync() => (await visitors.GetAuthenticationStateAsync()).User.HasScope(AccessScopes.WriteMessages);

    /// <summary>Replaces a dead letter's payload.</summary>
    public Task<ModuleResult<string>> EditAsync(string id, ReadOnlyMemory<byte> payload, string? version, CancellationToken cancellationToken) =>
        AsVisitorAsync(actor => module.EditDeadLetterAsync(id, new DeadLetterEdit { Payload = payload }, version, actor, cancellationToken));

    /// <summary>Queues a dead letter again.</summary>
    public Task<ModuleResult<DeadLetterChange>> ReplayAsync(string id, CancellationToken cancellationToken) =>
        AsVisitorAsync(actor => module.ReplayDeadLetterAsync(id, actor, cancellationToken));

    /// <summary>Discards a dead letter.</summary>
    public Task<ModuleResult<DeadLetterChange>> DiscardAsync(string id, CancellationToken cancellationToken) =>
        AsVisitorAsync(actor => module.DiscardDeadLetterAsync(id, actor, cancellationToken));

    /// <summary>Changes a whole group; the module does it at its own pace.</summary>
    /// <param name="group">Which.</param>
    /// <param name="action">What.</param>
    /// <param name="progress">Told how many are changed so far.</param>
    /// <param name="cancellationToken">Stops it in the module; what is changed by then stays changed.</param>
    public Task<ModuleResult<DeadLetterOperation>> ChangeGroupAsync(
        DeadLetterGroup group, DeadLetterAction action, IProgress<DeadLetterOperation> progress, CancellationToken cancellationToken) => AsVisitorAsync(async actor =>
    {
        var request = new DeadLetterOperationRequest { Action = action, Selection = new DeadLetterSelection { Type = group.Type, ErrorType = group.ErrorType } };
        ModuleResult<DeadLetterOperation> operation = await module.BeginOperationAsync(request, actor, CancellationToken.None);
        while (operation.Value is { State: OperationState.Waiting or OperationState.Running } running)
        {
            progress.Report(running);
            if (cancellationToken.IsCancellationRequested)
            {
                return await module.CancelOperationAsync(running.Id, actor, CancellationToken.None);
            }

            await Task.Delay(LookInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            operation = await module.GetOperationAsync(running.Id, CancellationToken.None);
        }

        return operation;
    });

    /// <summary>An error in the visitor's language, with what to do.</summary>
    public string Describe(ModuleError error)
    {
        LocalizedString text = texts["Module" + error.Kind, error.Message];
        return error.Fields.Count == 0
            ? text
            : text + " " + string.Join(" ", error.Fields.Select(field => string.Create(CultureInfo.CurrentCulture, $"{field.Key}: {field.Value}")));
    }

    private async Task<ModuleResult<T>> AsVisitorAsync<T>(Func<string, Task<ModuleResult<T>>> change)
        where T : class
    {
        System.Security.Claims.ClaimsPrincipal visitor = (await visitors.GetAuthenticationStateAsync()).User;
        return visitor.HasScope(AccessScopes.WriteMessages) && visitor.Identity?.Name is { } name
            ? await change(name)
            : new ModuleResult<T> { Error = new ModuleError { Kind = ModuleErrorKind.Forbidden, Message = texts["ReadOnly"] } };
    }
}
