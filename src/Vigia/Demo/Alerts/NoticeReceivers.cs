using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;

namespace Vigia.Demo.Alerts;

/// <summary>
/// The four channels' other sides, on free loopback ports: a mail server, and an HTTP server that answers as Slack, PagerDuty and a webhook do.
/// Nothing leaves the machine. The newest notice of each channel and state is kept as a file, to be looked at.
/// </summary>
internal sealed class NoticeReceivers : IAsyncDisposable
{
    public const string Email = "e-mail";
    public const string Slack = "Slack";
    public const string PagerDuty = "PagerDuty";
    public const string Webhook = "webhook";

    /// <summary>The header of a mail that names its alert; the other one says firing or resolved.</summary>
    public const string AlertHeader = "X-Vigia-Alert";

    public const string StatusHeader = "X-Vigia-Status";

    private const int MaxBody = 4 * 1024 * 1024;

    private readonly AlertDiary _diary;
    private readonly string _folder;
    private readonly WebApplication _http;
    private readonly SmtpReceiver _smtp;

    private NoticeReceivers(AlertDiary diary, string folder)
    {
        (_diary, _folder) = (diary, folder);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<KestrelServerOptions>(static kestrel => kestrel.Limits.MaxRequestBodySize = MaxBody);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        _http = builder.Build();
        _http.MapPost("/slack", context => TakeAsync(context, Slack, OfSlack, StatusCodes.Status200OK, "ok"));
        _http.MapPost("/pagerduty", context => TakeAsync(context, PagerDuty, OfPagerDuty, StatusCodes.Status202Accepted, """{"status":"success","message":"Event processed"}"""));
        _http.MapPost("/webhook", context => TakeAsync(context, Webhook, OfWebhook, StatusCodes.Status200OK, "ok"));
        _smtp = SmtpReceiver.Start(TakeMailAsync);
    }

    /// <summary>Where the mail server listens on 127.0.0.1.</summary>
    public int SmtpPort => _smtp.Port;

    /// <summary>The base of <c>/slack</c>, <c>/pagerduty</c> and <c>/webhook</c>, such as <c>http://127.0.0.1:40123</c>.</summary>
    public string HttpAddress => _http.Urls.First();

    /// <param name="diary">Is told of every notice.</param>
    /// <param name="folder">Where the notices are kept.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<NoticeReceivers> StartAsync(AlertDiary diary, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var receivers = new NoticeReceivers(diary, folder);
        await receivers._http.StartAsync(cancellationToken);
        return receivers;
    }

    public async ValueTask DisposeAsync()
    {
        await _smtp.DisposeAsync();
        await _http.DisposeAsync();
    }

    private async Task TakeMailAsync(MimeMessage mail)
    {
        bool isFiring = mail.Headers[StatusHeader] == AlertDiary.Firing;
        await using (FileStream file = File.Create(PathOf(Email, isFiring, "eml")))
        {
            await mail.WriteToAsync(file);
        }

        _diary.Take(new DemoNotice(Email, mail.Headers[AlertHeader] ?? "", isFiring));
    }

    private async Task TakeAsync(HttpContext context, string channel, Func<JsonElement, DemoNotice?> read, int status, string answer)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (Read(body.ToArray(), read) is not { } notice)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await File.WriteAllBytesAsync(PathOf(channel, notice.IsFiring, "json"), body.ToArray(), context.RequestAborted);
        _diary.Take(notice);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private string PathOf(string channel, bool isFiring, string extension) =>
        Path.Combine(_folder, $"{channel.ToLowerInvariant()}-{(isFiring ? AlertDiary.Firing : AlertDiary.Resolved)}.{extension}");

    private static DemoNotice? Read(byte[] body, Func<JsonElement, DemoNotice?> read)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return read(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    // The demo's configuration puts both words there (see DemoChannels): a name has no blank.
    private static DemoNotice? OfSlack(JsonElement message) =>
        message.GetProperty("attachments")[0].GetProperty("fallback").GetString()?.Split(' ') is [string alert, string status]
            ? new DemoNotice(Slack, alert, status == AlertDiary.Firing)
            : null;

    private static DemoNotice? OfPagerDuty(JsonElement message) =>
        new(PagerDuty, message.GetProperty("payload").GetProperty("class").GetString() ?? "", message.GetProperty("event_action").GetString() == "trigger");

    private static DemoNotice? OfWebhook(JsonElement message) =>
        new(Webhook, message.GetProperty("groupLabels").GetProperty("alertname").GetString() ?? "", message.GetProperty("status").GetString() == AlertDiary.Firing);
}
