using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Sdk.Http;

/// <summary>An HTTP answer whose body lies in a pooled buffer; disposed by whoever called.</summary>
public sealed class VendorAnswer : IDisposable
{
    private byte[]? _buffer;

    internal VendorAnswer(HttpStatusCode status, HttpResponseHeaders headers, byte[] buffer, int length)
    {
        Status = status;
        Headers = headers;
        _buffer = buffer;
        Length = length;
    }

    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Headers of the answer.</summary>
    public HttpResponseHeaders Headers { get; }

    /// <summary>Bytes of the body.</summary>
    public int Length { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => (_buffer ?? throw new ObjectDisposedException(nameof(VendorAnswer))).AsMemory(0, Length);

    /// <summary>The body as text, at most <paramref name="limit"/> characters of it.</summary>
    public string Text(int limit = 2000)
    {
        var text = Encoding.UTF8.GetString(Body.Span[..Math.Min(Length, limit * 3)]);
        return text.Length <= limit ? text : text[..limit];
    }

    /// <summary>Gives the pooled buffer away; the caller owns it from here on.</summary>
    public byte[] TakeBuffer() => Interlocked.Exchange(ref _buffer, null) ?? throw new ObjectDisposedException(nameof(VendorAnswer));

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            SlabPool.Return(buffer);
    }
}

/// <summary>Sends one request and turns every failure of the transport into an error kind.</summary>
public static class VendorHttp
{
    /// <summary>Largest answer that is taken. Larger ones are refused with the advice to make pages smaller.</summary>
    public const int MaxAnswerBytes = 256 * 1024 * 1024;

    /// <summary>What errors say instead of the address, for requests whose path holds a secret.</summary>
    public static readonly HttpRequestOptionsKey<string> ShownAddress = new("weir.shown-address");

    /// <summary>
    /// Sends and reads the whole answer, whatever its status. Reads that fail are Transient; writes that may have arrived are InDoubt.
    /// </summary>
    /// <param name="http">The connection's client.</param>
    /// <param name="request">The request.</param>
    /// <param name="attempted">What is being attempted, for the error's sentence, for example <c>金蝶 BatchSave BD_Customer</c>.</param>
    /// <param name="writes">True when the call changes something, so that a broken connection leaves it in doubt.</param>
    /// <param name="timeout">Time limit of the whole call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<VendorAnswer> SendAsync(
        HttpClient http,
        HttpRequestMessage request,
        string attempted,
        bool writes,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var where = request.Options.TryGetValue(ShownAddress, out var shown) ? shown : request.RequestUri?.GetLeftPart(UriPartial.Path);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return await ReadAsync(response, attempted, where, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var kind = writes ? ErrorKind.InDoubt : ErrorKind.Transient;
            throw new ConnectorException(kind, $"{attempted}: no answer from {where} within {timeout.TotalSeconds:0} s.")
            {
                Code = "timeout",
            };
        }
        catch (HttpRequestException e) when (e.InnerException is ConnectorException refused)
        {
            // Refused by the rules of this server before anything was sent.
            throw new ConnectorException(refused.Kind, $"{attempted}: {refused.Message}", e) { Code = refused.Code };
        }
        catch (HttpRequestException e)
        {
            throw Classify(e, attempted, where, writes);
        }
        catch (IOException e)
        {
            var kind = writes ? ErrorKind.InDoubt : ErrorKind.Transient;
            throw new ConnectorException(kind, $"{attempted}: the connection to {where} broke while the answer was read: {e.Message}", e)
            {
                Code = "reset",
            };
        }
    }

    private static async Task<VendorAnswer> ReadAsync(
        HttpResponseMessage response,
        string attempted,
        string? where,
        CancellationToken cancellationToken
    )
    {
        var announced = response.Content.Headers.ContentLength ?? 64 * 1024;
        if (announced > MaxAnswerBytes)
            throw TooLarge(attempted, where);
        var buffer = SlabPool.Rent((int)Math.Max(announced + 1, 1024));
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = 0;
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    break;
                length += read;
                if (length > MaxAnswerBytes)
                    throw TooLarge(attempted, where);
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
            var answer = new VendorAnswer(response.StatusCode, response.Headers, buffer, length);
            buffer = null;
            return answer;
        }
        finally
        {
            if (buffer is not null)
                SlabPool.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = SlabPool.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        SlabPool.Return(buffer);
        return larger;
    }

    private static ConnectorException TooLarge(string attempted, string? where) =>
        new(ErrorKind.Config, $"{attempted}: {where} answered with more than {MaxAnswerBytes / 1024 / 1024} MB. Ask for smaller pages.")
        {
            Code = "tooLarge",
        };

    private static ConnectorException Classify(HttpRequestException e, string attempted, string? where, bool writes)
    {
        var (kind, code, say) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => (
                ErrorKind.Transient,
                "dns",
                $"the name of {where} could not be resolved: check the address and DNS"
            ),
            HttpRequestError.ConnectionError => (
                ErrorKind.Transient,
                "refused",
                $"no connection to {where}: is the server up, and the port right?"
            ),
            HttpRequestError.SecureConnectionError => (
                ErrorKind.Config,
                "tls",
                $"TLS to {where} failed: check the certificate, or http instead of https"
            ),
            _ => (
                writes ? ErrorKind.InDoubt : ErrorKind.Transient,
                "reset",
                $"the connection to {where} broke before the answer was complete"
            ),
        };
        return new ConnectorException(kind, $"{attempted}: {say} ({e.InnerException?.Message ?? e.Message}).", e) { Code = code };
    }
}
