using System.Globalization;
using System.IO.Compression;
using System.Net;
using Vigia.Server.Configuration.Model;
using Vigia.Server.Scraping.Targets;

namespace Vigia.Server.Scraping;

/// <summary>Fetches one target's exposition. Not thread-safe.</summary>
internal sealed class TargetFetcher(ScrapeTarget target, ScrapeConfiguration job, HttpClient client, ScrapeOptions options, ScrapeMetrics metrics)
{
    private readonly string _accept = AcceptText.Write(job.Protocols, job.NameEscaping);
    private readonly string _timeout = target.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
    private int _expected = 16 * 1024;

    /// <summary>The Content-Type of the last answer.</summary>
    public string ContentType { get; private set; } = "";

    /// <summary>The bytes of the last body, unpacked.</summary>
    public int BodyBytes { get; private set; }

    /// <summary>Fetches the body; the caller disposes of it.</summary>
    /// <exception cref="ScrapeException">The answer is no exposition, or too large.</exception>
    /// <exception cref="HttpRequestException">There is no answer.</exception>
    public async Task<PooledBody> FetchAsync(CancellationToken cancellationToken)
    {
        BodyBytes = 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Url)
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        request.Headers.TryAddWithoutValidation("Accept", _accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", job.EnableCompression ? "gzip" : "identity");
        request.Headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", _timeout);

        using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw new ScrapeException($"server returned HTTP status {(int)answer.StatusCode} {answer.ReasonPhrase}".TrimEnd());
        }

        ContentType = answer.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? types) ? types.FirstOrDefault() ?? "" : "";
        var body = new PooledBody(_expected);
        try
        {
            await ReadAsync(answer, body, cancellationToken);
            (_expected, BodyBytes) = (body.Length + 1, body.Length);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(HttpResponseMessage answer, PooledBody body, CancellationToken cancellationToken)
    {
        long limit = job.Limits.BodyBytes > 0 ? job.Limits.BodyBytes : options.MaxBodyBytes;
        Stream stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        if (answer.Content.Headers.ContentEncoding.Contains("gzip"))
        {
            stream = new GZipStream(stream, CompressionMode.Decompress);
        }

        await using (stream)
        {
            bool isWhole;
            try
            {
                isWhole = await body.ReadAsync(stream, limit, cancellationToken);
            }
            catch (InvalidDataException exception)
            {
                throw new ScrapeException("the body is not the gzip that it says: " + exception.Message);
            }

            if (!isWhole)
            {
                metrics.ExceededBodySizeLimit.Increment();
                throw new ScrapeException("body size limit exceeded");
            }
        }
    }
}
