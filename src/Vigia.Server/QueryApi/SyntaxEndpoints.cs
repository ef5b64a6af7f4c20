using System.Text.Encodings.Web;
using System.Text.Json;
using Vigia.PromQL.Syntax;
using Vigia.PromQL.Syntax.Printing;

namespace Vigia.Server.QueryApi;

/// <summary>What can be said of a query without evaluating it.</summary>
internal static class SyntaxEndpoints
{
    public static Task FormatAsync(ApiCall call)
    {
        PromqlParseResult parsed = Parse(call);
        return call.AnswerAsync(json => json.String(PromqlPrinter.PrintPretty(parsed.Tree)));
    }

    /// <summary>The query's tree, as Prometheus' console draws it.</summary>
    public static Task ParseAsync(ApiCall call)
    {
        PromqlParseResult parsed = Parse(call);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            TreeJson.Write(writer, parsed.Tree);
        }

        return call.AnswerAsync(json => json.Raw(buffer.ToArray()));
    }

    private static PromqlParseResult Parse(ApiCall call)
    {
        string query = call.Parameters["query"] ?? "";
        PromqlParseResult parsed = PromqlParser.Parse(query, PromqlSyntaxOptions.Experimental);
        return parsed.HasErrors ? throw ApiException.Invalid("query", parsed.Diagnostics[0].Format(query)) : parsed;
    }
}
