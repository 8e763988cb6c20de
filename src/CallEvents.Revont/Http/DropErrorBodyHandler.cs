namespace CallEvents.Revont.Http;

/// <summary>
/// Drops the body of an error response. Refit reads such a body into its exception without a cancellation token: a body that never ended
/// held its request, and its permit, without end. The body is not needed, and may contain personal data.
/// </summary>
internal sealed class DropErrorBodyHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            response.Content.Dispose();
            response.Content = new ByteArrayContent([]);
        }

        return response;
    }
}
