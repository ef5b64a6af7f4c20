using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Vigia.Server.Access;

namespace Vigia.Server.Tests.Access;

/// <summary>A console of a few Razor components, as the real one maps its own.</summary>
public static class ConsolePages
{
    /// <summary>The root of all pages.</summary>
    public sealed class Root : ComponentBase
    {
        /// <inheritdoc/>
        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddMarkupContent(0, "<!DOCTYPE html><title>test</title>");
    }

    /// <summary>Asks for what the group asks for.</summary>
    [Route("/ui/plain")]
    public sealed class Plain : ComponentBase;

    /// <summary>Asks for more.</summary>
    [Route("/ui/users"), RequireScope(AccessScopes.Admin)]
    public sealed class Users : ComponentBase;

    /// <summary>Is for everybody.</summary>
    [Route("/ui/login"), AllowEverybody]
    public sealed class Login : ComponentBase;

    /// <summary>Is for every user.</summary>
    [Route("/ui/password"), AllowAnyCaller]
    public sealed class Password : ComponentBase;

    /// <summary>Is asked for by a policy of authorization alone.</summary>
    [Route("/ui/editors"), Microsoft.AspNetCore.Authorization.Authorize(Policy = AccessScopes.WriteConsole)]
    public sealed class Editors : ComponentBase;
}
