using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Vigia.Server.Access.Web;

/// <summary>Answers that tell of an error, in the shape of Prometheus' errors, so that its clients show the text.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, string type, string error)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            $$"""{"status":"error","errorType":"{{JsonEncodedText.Encode(type)}}","error":"{{JsonEncodedText.Encode(error)}}"}""", context.RequestAborted);
    }

    /// <summary>Leads a browser on with GET, whatever it sent (RFC 9110, 15.4.4).</summary>
    public static Task SeeOtherAsync(HttpContext context, string location)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
