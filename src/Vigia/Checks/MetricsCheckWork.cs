using System.Globalization;
using Vigia.Output;
using Vigia.Server.Exposition;

namespace Vigia.Checks;

/// <summary>Checks expositions: as strictly as OpenMetrics asks where a text ends with <c># EOF</c>, otherwise as Prometheus' own text format.</summary>
internal static class MetricsCheckWork
{
    private const string StandardInput = "-";
    private const int MaxBytes = 256 * 1024 * 1024;

    public static async Task<int> RunAsync(IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        bool isWrong = false;
        foreach (string file in files)
        {
            byte[] text;
            try
            {
                text = await ReadAsync(file, cancellationToken);
            }
            catch (CommandException unreadable)
            {
                // The others are checked nevertheless.
                isWrong = true;
                terminal.Out.WriteLine(unreadable.Message);
                continue;
            }

            string name = file == StandardInput ? "<stdin>" : file;
            int samples = 0;
            ExpositionException? found = IsOpenMetrics(text) ? OpenMetricsCheck.Find(text) : FindInText(text, out samples);
            if (found is null)
            {
                terminal.Out.WriteLine($"{name}: {(IsOpenMetrics(text) ? "OpenMetrics" : "text format, " + CountText.Of(samples, "sample"))}, nothing wrong");
                continue;
            }

            isWrong = true;
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}:{found.Line}: error: {found.Reason}"));
        }

        return isWrong ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static ExpositionException? FindInText(ReadOnlySpan<byte> text, out int samples)
    {
        samples = 0;
        try
        {
            var reader = new TextExpositionReader(text, TextGrammar.Prometheus);
            ExpositionEntry entry;
            while ((entry = reader.Read()) != ExpositionEntry.End)
            {
                samples += entry == ExpositionEntry.Sample ? 1 : 0;
            }

            return null;
        }
        catch (ExpositionException found)
        {
            return found;
        }
    }

    private static bool IsOpenMetrics(ReadOnlySpan<byte> text) => text.TrimEnd("\n"u8).EndsWith("# EOF"u8);

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file != StandardInput)
        {
            return await InputFile.ReadAsync(file, cancellationToken);
        }

        await using Stream input = System.Console.OpenStandardInput();
        using var text = new MemoryStream();
        byte[] piece = new byte[81920];
        int read;
        while ((read = await input.ReadAsync(piece, cancellationToken)) > 0)
        {
            text.Write(piece, 0, read);
            if (text.Length > MaxBytes)
            {
                throw new CommandException($"The standard input is longer than {MaxBytes} bytes.");
            }
        }

        return text.ToArray();
    }
}
