using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading.Channels;
using RabbitMQ.Client;

namespace CallEvents.Benchmarks.Baseline;

/// <summary>
/// The poller's work in its simplest and fastest form: list pages, details, two confirmed messages per call. It keeps no state, so it
/// cannot resume after a restart.
/// </summary>
internal sealed class BaselineLoop(Uri api, Uri rabbitMq, int concurrency, TimeProvider time) : IDisposable
{
    private const int MaxUnconfirmed = 64;

    private readonly HttpClient http = new()
    {
        BaseAddress = api,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "benchmark") },
    };

    public void Dispose() => http.Dispose();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = rabbitMq }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(
                publisherConfirmationsEnabled: true,
                publisherConfirmationTrackingEnabled: true,
                outstandingPublisherConfirmationsRateLimiter: null
            ),
            cancellationToken
        );
        var publisher = new BaselinePublisher(channel, time);

        // The stages run concurrently.
        var detailQueue = Channel.CreateBounded<BaselineCall>(1_000);
        var publishQueue = Channel.CreateBounded<BaselineEvent>(MaxUnconfirmed);
        var publishing = ForEachAsync(publishQueue, MaxUnconfirmed, publisher.PublishAsync, cancellationToken);
        var fetching = ForEachAsync(
            detailQueue,
            concurrency,
            (call, token) => GetDetailAsync(call, publishQueue.Writer, token),
            cancellationToken
        );
        await ListAsync(detailQueue.Writer, publishQueue.Writer, cancellationToken);
        detailQueue.Writer.Complete();
        await fetching;
        publishQueue.Writer.Complete();
        await publishing;

        // Stay alive until the benchmark has read the memory and processor time of this process and stops it.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private async Task ListAsync(
        ChannelWriter<BaselineCall> detailQueue,
        ChannelWriter<BaselineEvent> publishQueue,
        CancellationToken cancellationToken
    )
    {
        string? cursor = null;
        do
        {
            var query = cursor is null ? "limit=100" : $"limit=100&cursor={cursor}";
            var page = await http.GetFromJsonAsync($"calls?{query}", BaselineJson.Default.BaselinePage, cancellationToken);
            foreach (var call in page!.Data)
            {
                await publishQueue.WriteAsync(new BaselineEvent("CallRecorded", call), cancellationToken);
                await detailQueue.WriteAsync(call, cancellationToken);
            }

            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    private async ValueTask GetDetailAsync(
        BaselineCall call,
        ChannelWriter<BaselineEvent> publishQueue,
        CancellationToken cancellationToken
    )
    {
        var detail = await http.GetFromJsonAsync($"calls/{call.Id}", BaselineJson.Default.BaselineCall, cancellationToken);
        await publishQueue.WriteAsync(new BaselineEvent("CallTranscribed", detail!), cancellationToken);
    }

    private static Task ForEachAsync<T>(
        Channel<T> channel,
        int maxConcurrency,
        Func<T, CancellationToken, ValueTask> body,
        CancellationToken cancellationToken
    ) =>
        Parallel.ForEachAsync(
            channel.Reader.ReadAllAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = maxConcurrency, CancellationToken = cancellationToken },
            body
        );
}
