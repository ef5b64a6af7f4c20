using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Snappier;
using ZstdSharp;

namespace Vigia.Server.Ingest;

/// <summary>A request's body, unpacked into rented memory; given back when disposed.</summary>
internal sealed class RequestBody : IDisposable
{
    private byte[] _buffer = [];

    private RequestBody()
    {
    }

    /// <summary>The unpacked bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; private set; }

    /// <summary>Reads a body whole and unpacks it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="encoding"><c>snappy</c> (block format), <c>zstd</c>, <c>gzip</c> or <c>identity</c>.</param>
    /// <param name="maxPacked">Bytes as sent.</param>
    /// <param name="maxUnpacked">Bytes unpacked.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RequestBodyException">It is too large, or not packed as it says.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, string encoding, int maxPacked, int maxUnpacked, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        if (request.ContentLength > maxPacked)
        {
            throw RequestBodyException.TooLarge(maxPacked);
        }

        ReadResult read = await ReadAllAsync(request.BodyReader, maxPacked, cancellationToken);
        byte[]? joined = null;
        try
        {
            ReadOnlySequence<byte> sent = read.Buffer;
            ReadOnlyMemory<byte> packed = sent.First;
            if (!sent.IsSingleSegment)
            {
                joined = ArrayPool<byte>.Shared.Rent((int)sent.Length);
                sent.CopyTo(joined);
                packed = joined.AsMemory(0, (int)sent.Length);
            }

            var body = new RequestBody();
            try
            {
                body.Unpack(packed, encoding, maxUnpacked);
                return body;
            }
            catch
            {
                body.Dispose();
                throw;
            }
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (joined is not null)
            {
                ArrayPool<byte>.Shared.Return(joined);
            }
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, Memory) = ([], default);
        }
    }

    private static async Task<ReadResult> ReadAllAsync(PipeReader reader, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw RequestBodyException.TooLarge(limit);
            }

            if (result.IsCompleted)
            {
                return result;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private void Unpack(ReadOnlyMemory<byte> packed, string encoding, int limit)
    {
        try
        {
            switch (encoding)
            {
                case "snappy":
                    UnpackSnappy(packed.Span, limit);
                    break;
                case "zstd":
                    Copy(new DecompressionStream(Open(packed)), limit);
                    break;
                case "gzip":
                    Copy(new GZipStream(Open(packed), CompressionMode.Decompress), limit);
                    break;
                default:
                    _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(packed.Length, 1));
                    packed.CopyTo(_buffer);
                    Memory = _buffer.AsMemory(0, packed.Length);
                    break;
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or ZstdException or EndOfStreamException or ArgumentException)
        {
            throw new RequestBodyException(StatusCodes.Status400BadRequest, $"the body is not {encoding}: {exception.Message}");
        }
    }

    private void UnpackSnappy(ReadOnlySpan<byte> packed, int limit)
    {
        int length = Snappy.GetUncompressedLength(packed);
        if (length > limit || length < 0)
        {
            throw RequestBodyException.TooLarge(limit);
        }

        // Snappy makes at most 64 bytes of 3: who promises more only wants the memory.
        if (length > 64 + (packed.Length * 22L))
        {
            throw new InvalidDataException("it promises more than its bytes can hold");
        }

        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        int written = Snappy.Decompress(packed, _buffer);
        Memory = _buffer.AsMemory(0, written);
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> packed) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(packed, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(packed.ToArray(), writable: false);

    private void Copy(Stream unpacked, int limit)
    {
        using (unpacked)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
            int length = 0;
            while (true)
            {
                if (length == _buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                    _buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(_buffer);
                    _buffer = larger;
                }

                int read = unpacked.Read(_buffer, length, _buffer.Length - length);
                length += read;
                if (length > limit)
                {
                    throw RequestBodyException.TooLarge(limit);
                }

                if (read == 0)
                {
                    Memory = _buffer.AsMemory(0, length);
                    return;
                }
            }
        }
    }
}
