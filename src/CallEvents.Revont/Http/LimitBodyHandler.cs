namespace CallEvents.Revont.Http;

/// <summary>
/// Limits how much of a response is read, after decompression: one call with a transcript of hundreds of megabytes took all the memory, and
/// did so again after each restart.
/// </summary>
internal sealed class LimitBodyHandler(long maxBytes) : DelegatingHandler
{
    /// <summary>A page, or a call with a long transcript, is far below.</summary>
    private const long MinLimit = 8 * 1024 * 1024;

    /// <summary>The limit for responses whose messages may have this length.</summary>
    public static long LimitFor(int maxMessageBytes) => Math.Max(MinLimit, 4L * maxMessageBytes);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var limited = new StreamContent(new LimitedStream(body, maxBytes));
        foreach (var (name, values) in response.Content.Headers)
            limited.Headers.TryAddWithoutValidation(name, values);
        response.Content = limited;
        return response;
    }
}
