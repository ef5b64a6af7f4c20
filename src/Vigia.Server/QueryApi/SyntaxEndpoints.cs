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

    private static PromqlParseResult Parse(ApiCall call)
    {
        string query = call.Parameters["query"] ?? "";
        PromqlParseResult parsed = PromqlParser.Parse(query, PromqlSyntaxOptions.Experimental);
        return parsed.HasErrors ? throw ApiException.Invalid("query", parsed.Diagnostics[0].Format(query)) : parsed;
    }
}
