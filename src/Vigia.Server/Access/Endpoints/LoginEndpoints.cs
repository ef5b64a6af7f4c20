using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Vigia.Server.Access.Audit;
using Vigia.Server.Access.Callers;
using Vigia.Server.Access.Logins;
using Vigia.Server.Access.Users;
using Vigia.Server.Access.Web;

namespace Vigia.Server.Access.Endpoints;

/// <summary>Logging in and out and changing one's password, by forms and by JSON.</summary>
internal sealed class LoginEndpoints(LoginService logins, UserDirectory users, IOptions<AccessOptions> options)
{
    /// <summary>Form fields <c>user</c>, <c>password</c>, <c>returnUrl</c>.</summary>
    public async Task LoginFormAsync(HttpContext context)
    {
        if (await FormAsync(context) is not { } form)
        {
            await RefuseAsync(context, AccessPaths.Login, AccessErrors.BadRequest, returnUrl: null);
            return;
        }

        string? returnUrl = form["returnUrl"];
        LoginResult result = await LoginAsync(context, form["user"].ToString(), form["password"].ToString());
        if (result.Error is { } error)
        {
            await RefuseAsync(context, AccessPaths.Login, error, returnUrl, result.RetryAfter);
            return;
        }

        await Refusal.SeeOtherAsync(context, result.User!.MustChangePassword ? WithReturn(AccessPaths.Password, returnUrl) : LocalUrl.OrConsole(returnUrl));
    }

    public Task LogoutFormAsync(HttpContext context)
    {
        LogOut(context);
        return Refusal.SeeOtherAsync(context, AccessPaths.Login);
    }

    /// <summary>Form fields <c>old</c>, <c>new</c>, <c>repeat</c>, <c>returnUrl</c>.</summary>
    public async Task PasswordFormAsync(HttpContext context)
    {
        if (await FormAsync(context) is not { } form)
        {
            await RefuseAsync(context, AccessPaths.Password, AccessErrors.BadRequest, returnUrl: null);
            return;
        }

        string? returnUrl = form["returnUrl"];
        try
        {
            await ChangePasswordAsync(context, new PasswordChange(form["old"].ToString(), form["new"].ToString(), form["repeat"].ToString()));
        }
        catch (AccessException exception)
        {
            await RefuseAsync(context, AccessPaths.Password, exception.Code, returnUrl);
            return;
        }

        await Refusal.SeeOtherAsync(context, LocalUrl.OrConsole(returnUrl));
    }

    /// <summary>Who calls, and what it may do.</summary>
    public Task WhoAsync(HttpContext context)
    {
        Caller caller = context.Caller()!;
        User? user = caller.Kind is CallerKind.Session ? users.Find(caller.Name) : null;
        return AccessJson.WriteAsync(context, new
        {
            caller.Kind,
            caller.Name,
            caller.Role,
            Scopes = caller.Scopes.Order(StringComparer.Ordinal),
            caller.MustChangePassword,
            Session = caller.SessionId,
            user?.Language,
            user?.Theme,
        });
    }

    public async Task LoginAsync(HttpContext context)
    {
        LoginBody body = await AccessJson.ReadAsync<LoginBody>(context);
        LoginResult result = await LoginAsync(context, body.User, body.Password);
        if (result.Error is { } error)
        {
            SetRetryAfter(context, result.RetryAfter);
            throw new AccessException(error, error switch
            {
                AccessErrors.Locked => "Too many failures; wait.",
                AccessErrors.Disabled => "The user is disabled; an administrator can enable it.",
                AccessErrors.Busy => "Too many logins at once; try again.",
                _ => "User and password do not fit.",
            });
        }

        User user = result.User!;
        await AccessJson.WriteAsync(
            context, new { user.Name, user.Role, user.MustChangePassword, Session = result.SessionId }, StatusCodes.Status201Created);
    }

    public Task LogoutAsync(HttpContext context)
    {
        LogOut(context);
        return AccessJson.NoContent(context);
    }

    public async Task PasswordAsync(HttpContext context)
    {
        PasswordBody body = await AccessJson.ReadAsync<PasswordBody>(context);
        await ChangePasswordAsync(context, new PasswordChange(body.Old, body.New, body.New));
        await AccessJson.NoContent(context);
    }

    public async Task PreferencesAsync(HttpContext context)
    {
        PreferencesBody body = await AccessJson.ReadAsync<PreferencesBody>(context);
        if (context.Caller() is not { Kind: CallerKind.Session } caller)
        {
            throw new AccessException(AccessErrors.NoUser, "Only a user who logged in has preferences.");
        }

        users.SetPreferences(caller.Name, body.Language, body.Theme);
        await AccessJson.NoContent(context);
    }

    private async Task<LoginResult> LoginAsync(HttpContext context, string userName, string password)
    {
        LoginResult result = await logins.LoginAsync(
            new LoginRequest
            {
                UserName = userName,
                Password = password,
                Place = RemoteAddress.Place(context),
                Address = RemoteAddress.Text(context),
                UserAgent = context.Request.Headers.UserAgent,
                OldSessionId = context.Caller()?.SessionId,
            },
            context.RequestAborted);
        if (result.Secret is { } secret)
        {
            SessionCookie.Set(context, secret, options.Value.SessionLifetime);
        }

        return result;
    }

    private void LogOut(HttpContext context)
    {
        logins.LogOut(context.Caller()!, Actor.Of(context));
        SessionCookie.Clear(context);
    }

    private Task ChangePasswordAsync(HttpContext context, PasswordChange change) =>
        logins.ChangePasswordAsync(context.Caller()!, change, RemoteAddress.Place(context), Actor.Of(context), context.RequestAborted);

    private static async Task<IFormCollection?> FormAsync(HttpContext context)
    {
        AccessJson.Bound(context);
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, string page, string error, string? returnUrl, TimeSpan retryAfter = default)
    {
        string location = WithReturn($"{page}?error={Uri.EscapeDataString(error)}", returnUrl);
        if (retryAfter > TimeSpan.Zero)
        {
            location += "&wait=" + Seconds(retryAfter);
            SetRetryAfter(context, retryAfter);
        }

        return Refusal.SeeOtherAsync(context, location);
    }

    private static void SetRetryAfter(HttpContext context, TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Seconds(wait);
        }
    }

    private static string Seconds(TimeSpan wait) => Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);

    private static string WithReturn(string page, string? returnUrl) => LocalUrl.IsLocal(returnUrl)
        ? $"{page}{(page.Contains('?') ? '&' : '?')}returnUrl={Uri.EscapeDataString(returnUrl!)}"
        : page;

    private sealed record LoginBody(string User, string Password);

    private sealed record PasswordBody(string Old, string New);

    private sealed record PreferencesBody(string? Language, string? Theme);
}
