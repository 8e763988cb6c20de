using System.Net.Http.Headers;
using System.Text;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Channels.Http;

/// <summary>Posts JSON to the address of one channel.</summary>
/// <param name="clients">Has the client of <paramref name="client"/>.</param>
/// <param name="client">The name of a client that <see cref="ChannelClientExtensions"/> added.</param>
/// <param name="operation">The name of the operation in spans and logs.</param>
/// <param name="address">Where it goes; for most channels a secret.</param>
/// <param name="time">The clock of <c>Retry-After</c>.</param>
internal sealed class ChannelHttp(IHttpClientFactory clients, string client, string operation, Uri address, TimeProvider time)
{
    /// <summary>More is no code, but a page for people.</summary>
    private const int LongestAnswer = 16 * 1024;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whether the body of a success is read, too.</summary>
    public bool ReadsSuccess { get; init; }

    /// <summary>Posts it once.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="read">What an answer means.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<ChannelResult> PostAsync(
        ReadOnlyMemory<byte> body,
        Func<HttpAnswer, ChannelResult> read,
        CancellationToken cancellationToken
    )
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = OutgoingRequest.Create(HttpMethod.Post, address.AbsoluteUri, operation, content);
        try
        {
            using var response = await clients
                .CreateClient(client)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var text = response.IsSuccessStatusCode && !ReadsSuccess ? "" : await ReadAsync(response.Content, cancellationToken);
            return read(new HttpAnswer(response.StatusCode, text, RetryAfter.Of(response, time)));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && OutgoingFailure.Of(exception) is { } failure)
        {
            return failure.IsCertificateRejected
                ? new ChannelResult.Unauthorized(failure.Description)
                : new ChannelResult.Unavailable(failure.Description, IsSuspect: !OutgoingFailure.IsUnconnected(exception));
        }
    }

    /// <summary>The beginning of an answer; empty if it does not come. The status is what counts.</summary>
    private async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var buffer = new byte[LongestAnswer];
        try
        {
            await using var stream = await content.ReadAsStreamAsync(either.Token);
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception exception)
            when (!cancellationToken.IsCancellationRequested
                && exception is HttpRequestException or IOException or OperationCanceledException
            )
        {
            return "";
        }
    }
}
