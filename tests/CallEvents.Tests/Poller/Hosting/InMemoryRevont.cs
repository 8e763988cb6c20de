using System.Net;
using CallEvents.Contracts;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Tests.Poller.Hosting;

/// <summary>Stands in for the API client: one call with a transcript, without HTTP.</summary>
internal sealed class InMemoryRevont(CallSnapshot call) : IRevontApi
{
    private int requests;

    public int Requests => requests;

    public Task<ApiResponse<RevontPage>> ListCallsAsync(
        string apiKey,
        int limit,
        DateTimeOffset from,
        DateTimeOffset to,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        var isListed = from <= call.CreatedAt.Value && call.CreatedAt.Value <= to;
        return Respond(new RevontPage { Data = isListed ? [new PageItem(call, null, 1)] : [], HasMore = false });
    }

    public Task<ApiResponse<RevontCall>> GetCallAsync(string apiKey, string id, CancellationToken cancellationToken) =>
        Respond(new RevontCall(call, [new Segment { Text = "Hello" }], null, null));

    private Task<ApiResponse<T>> Respond<T>(T content)
    {
        Interlocked.Increment(ref requests);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = new HttpRequestMessage() };
        return Task.FromResult(new ApiResponse<T>(response, content, RevontJson.RefitSettings()));
    }
}
