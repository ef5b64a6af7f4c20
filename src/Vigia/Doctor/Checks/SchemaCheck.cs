using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using NJsonSchema;

namespace Vigia.Doctor.Checks;

/// <summary>Whether the JSON Schemas that messages are checked with can be read.</summary>
internal sealed class SchemaCheck : IDoctorCheck
{
    public string Name => "schemas";

    public async IAsyncEnumerable<Finding> ExamineAsync(DoctorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int good = 0;
        IConfigurationSection[] schemas = [.. context.Configuration.GetSection("Admission:Schemas").GetChildren().Where(each => each.Value is not null)];
        foreach (IConfigurationSection schema in schemas)
        {
            string file = Path.GetFullPath(schema.Value!);
            if (await WhyUnusableAsync(file, cancellationToken) is { } reason)
            {
                yield return new Finding(Name, FindingStatus.Fail, $"{schema.Path}: {file}: {reason}", "Correct the file, or the path (relative to the working directory).");
            }
            else
            {
                good++;
            }
        }

        if (good == schemas.Length)
        {
            yield return new Finding(Name, FindingStatus.Ok, good == 0 ? "none configured" : $"{good} can be read");
        }
    }

    private static async Task<string?> WhyUnusableAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            string text = await File.ReadAllTextAsync(file, cancellationToken);
            using JsonDocument document = JsonDocument.Parse(text);
            await JsonSchema.FromJsonAsync(text, cancellationToken);
            return null;
        }
        catch (JsonException exception)
        {
            return $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: {exception.Message.Split(" LineNumber:")[0]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or Newtonsoft.Json.JsonException)
        {
            return exception.Message;
        }
    }
}
