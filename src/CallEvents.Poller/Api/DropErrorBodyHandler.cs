namespace CallEvents.Poller.Api;

/// <summary>
/// Drops the body of an answer that is an error. Refit reads such a body into its exception without a token: one that dripped
/// held its request, and with it a place in the budget, for ever. Nobody reads it, and it may hold personal data.
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
