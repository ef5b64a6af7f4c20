using Microsoft.Extensions.Options;

namespace Vigia.Server.RemoteRead;

internal sealed class RemoteReadOptionsValidator : IValidateOptions<RemoteReadOptions>
{
    private const int MaxAnswerBytes = 1024 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, RemoteReadOptions options)
    {
        var errors = new List<string>();
        Require(options.MaxRequestBytes > 0, "MaxRequestBytes must be above 0");
        Require(options.MaxAnswerBytes is > 0 and <= MaxAnswerBytes, $"MaxAnswerBytes is 1 to {MaxAnswerBytes}");
        Require(options.MaxFrameBytes is > 0 and <= MaxAnswerBytes, $"MaxFrameBytes is 1 to {MaxAnswerBytes}");
        Require(options.MaxConcurrent is > 0 and <= 10_000, "MaxConcurrent is 1 to 10000");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Require(bool condition, string error)
        {
            if (!condition)
            {
                errors.Add($"Monitor:RemoteRead:{error}.");
            }
        }
    }
}
