using System.Text;
using System.Text.Json;
using CsCheck;
using Vigia.Integration.Admission;
using Xunit;

namespace Vigia.Integration.Tests.Admission;

public sealed class PayloadSyntaxTests
{
    private static readonly string[] Texts =
    [
        """{"a":[1,2.5e-3,null,true],"b":{"c":"x\u0041\n"}}""",
        "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\"", "[[[[]]]]", "{\"\\ud800\":1}", " 12 ", "\"ção\"", "{}{}",
    ];

    private static readonly Gen<byte[]> Payload = Gen.OneOf(
        Gen.Byte.Array[0, 12],
        Gen.Select(Gen.Int[0, Texts.Length - 1], Gen.Int[0, 40], Gen.Byte).Select((text, at, replacement) =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(Texts[text]);
            if (at < bytes.Length)
            {
                bytes[at] = replacement;
            }

            return bytes;
        }));

    [Fact]
    public void Check_AnyBytes_AgreesWithADocumentReadInFull() => Payload.Sample(
        payload => (PayloadSyntax.Check(payload, 4) is null) == IsReadable(payload, 4), iter: 20_000, print: Convert.ToHexString);

    [Fact]
    public void Check_Error_SaysWhere() =>
        Assert.Contains("line 2, byte 3", PayloadSyntax.Check("{\n  x"u8, 64), StringComparison.Ordinal);

    private static bool IsReadable(byte[] payload, int maxDepth)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(payload);
            using JsonDocument document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = maxDepth });
            return IsText(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
