using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Vigia.Console.Resources;
using Vigia.Server.Access;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;

namespace Vigia.Console.Pages.Admin;

/// <summary>What the pages about users, tokens and sessions have in common: who acts, and how a refusal is shown.</summary>
public abstract class AdminPage : ComponentBase
{
    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [Inject]
    private protected IStringLocalizer<AccessText> T { get; set; } = default!;

    /// <summary>What was refused, and why; null: nothing.</summary>
    private protected string? Problem { get; private set; }

    /// <summary>The visitor's session.</summary>
    private protected string? OwnSession { get; private set; }

    /// <summary>The visitor's name.</summary>
    private protected string? UserName { get; private set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        ClaimsPrincipal visitor = (await Authentication).User;
        (OwnSession, UserName) = (visitor.SessionId(), visitor.Identity?.Name);
        Load();
    }

    /// <summary>Reads again what the page shows.</summary>
    protected abstract void Load();

    private protected void Do(Action<Actor> change) => _ = DoAsync(actor =>
    {
        change(actor);
        return Task.CompletedTask;
    });

    private protected async Task DoAsync(Func<Actor, Task> change)
    {
        Problem = null;
        try
        {
            await change(Actor.Of((await Authentication).User));
        }
        catch (AccessException exception)
        {
            LocalizedString text = T["Error_" + exception.Code];
            Problem = text.ResourceNotFound ? exception.Message : text.Value;
        }

        Load();
        StateHasChanged();
    }
}
