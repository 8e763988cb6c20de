using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace CallEvents.Benchmarks.Bare;

/// <summary>
/// The poller's job as one would write it in an afternoon, and as fast as one can: pages, details, two confirmed messages for
/// each call. No state: what it had told is forgotten when it ends.
/// </summary>
internal sealed class BareLoop(Uri api, Uri rabbitMq, int concurrency, TimeProvider time) : IDisposable
{
    private const int UnconfirmedAtOnce = 64;

    private readonly HttpClient http = new()
    {
        BaseAddress = api,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "race") },
    };

    public void Dispose() => http.Dispose();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = rabbitMq }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
            cancellationToken);
        var publisher = new BarePublisher(channel, time);

        // Each stage works while the next one does.
        var toAsk = Channel.CreateBounded<BareCall>(1_000);
        var toTell = Channel.CreateBounded<BareFact>(UnconfirmedAtOnce);
        var telling = EachAsync(toTell, UnconfirmedAtOnce, publisher.PublishAsync, cancellationToken);
        var asking = EachAsync(toAsk, concurrency, (call, token) => AskAsync(call, toTell.Writer, token), cancellationToken);
        await ListAsync(toAsk.Writer, toTell.Writer, cancellationToken);
        toAsk.Writer.Complete();
        await asking;
        toTell.Writer.Complete();
        await telling;

        // Whoever started it looks at what it has used.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private async Task ListAsync(ChannelWriter<BareCall> toAsk, ChannelWriter<BareFact> toTell, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await http.GetFromJsonAsync($"calls?limit=100{(cursor is null ? "" : $"&cursor={cursor}")}", BareJson.Default.BarePage, cancellationToken);
            foreach (var call in page!.Data)
            {
                await toTell.WriteAsync(new BareFact("CallRecorded", call), cancellationToken);
                await toAsk.WriteAsync(call, cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    private async ValueTask AskAsync(BareCall call, ChannelWriter<BareFact> toTell, CancellationToken cancellationToken)
    {
        var detail = await http.GetFromJsonAsync($"calls/{call.Id}", BareJson.Default.BareCall, cancellationToken);
        await toTell.WriteAsync(new BareFact("CallTranscribed", detail!), cancellationToken);
    }

    private static Task EachAsync<T>(Channel<T> channel, int atOnce, Func<T, CancellationToken, ValueTask> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            channel.Reader.ReadAllAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, work);
}
