using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Vigia.Server.Configuration.Reading;

/// <summary>A file of YAML with one document.</summary>
internal static class YamlFile
{
    // Far above any real one; a file that grows without end must not take the memory.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, is too long or is not UTF-8.</exception>
    public static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw Refuse(path, 1, $"longer than {MaxBytes} bytes");
            }

            byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw Refuse(path, 1, exception.Message);
        }
    }

    /// <summary>Reads a file's text at once: for one that another names.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, is too long or is not UTF-8.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? throw Refuse(path, 1, $"longer than {MaxBytes} bytes")
                : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw Refuse(path, 1, exception.Message);
        }
    }

    /// <summary>The document's root; an empty mapping where the text is empty.</summary>
    /// <exception cref="ConfigurationException">It is not YAML, or more than one document.</exception>
    public static YamlNode Parse(string text, string path)
    {
        YamlStream stream = Load(text, path);
        return stream.Documents.Count switch
        {
            0 => new YamlMappingNode(),
            1 when stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" } => new YamlMappingNode(),
            1 => stream.Documents[0].RootNode,
            _ => throw Refuse(path, (int)stream.Documents[1].RootNode.Start.Line, "more than one document"),
        };
    }

    /// <summary>All documents of a text that nests within bounds.</summary>
    /// <exception cref="ConfigurationException">It is not YAML, or nests too deeply.</exception>
    public static YamlStream Load(string text, string path)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            stream.Load(new BoundedYamlParser(parser));
            return stream;
        }
        catch (YamlException exception)
        {
            throw Refuse(path, (int)exception.Start.Line, exception.InnerException?.Message ?? exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The library ends so on some texts, and does not say where.
            throw Refuse(path, Math.Max(1, (int)(parser.Current?.End.Line ?? 1)), "this is not YAML, from here on");
        }
    }

    public static ConfigurationException Refuse(string path, int line, string reason) => new([new ConfigurationIssue(path, line, reason, IsWarning: false)]);
}
