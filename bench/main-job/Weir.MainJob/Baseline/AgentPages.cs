using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace Weir.MainJob.Baseline;

/// <summary>Reads the source page by page and keeps a page or two ready ahead of the senders.</summary>
internal sealed class AgentPages(HttpClient http, string source, int pageSize, long pageLimit)
{
    private const int Prefetched = 2;
    private static readonly byte[] Filter =
        "{\"updateTimeStart\":\"2024-01-01 00:00:00\",\"updateTimeEnd\":\"2026-01-01 00:00:00\"}"u8.ToArray();
    private readonly Channel<AgentPage> _pages = Channel.CreateBounded<AgentPage>(
        new BoundedChannelOptions(Prefetched) { SingleWriter = true }
    );

    public ChannelReader<AgentPage> Ready => _pages.Reader;

    public async Task ReadAllAsync(CancellationToken cancellation)
    {
        try
        {
            var total = long.MaxValue;
            for (var number = 1; (number - 1L) * pageSize < total && number <= pageLimit; number++)
            {
                var page = await FetchAsync(number, cancellation);
                total = page.Total();
                await _pages.Writer.WriteAsync(page, cancellation);
            }
            _pages.Writer.Complete();
        }
        catch (Exception error)
        {
            _pages.Writer.Complete(error);
        }
    }

    private async Task<AgentPage> FetchAsync(int number, CancellationToken cancellation)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"{source}/api/agentInfo/list?pageNum={number}&pageSize={pageSize}");
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Filter) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        var length = (int)(response.Content.Headers.ContentLength ?? throw new HttpRequestException("the source gave no length"));
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await body.ReadExactlyAsync(buffer.AsMemory(0, length), cancellation);
        return new AgentPage(buffer, length);
    }
}
