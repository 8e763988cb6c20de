using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using Refit;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>Stands in front of the API client: once it hangs, no page ends, not even at its deadline, until the test releases it.</summary>
internal sealed class HangingRevont(IRevontApi inner) : IRevontApi
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isHanging;
    private int hanging;

    public int Hanging => hanging;

    public void Hang() => isHanging = true;

    public void Release() => released.TrySetResult();

    public async Task<ApiResponse<RevontPage>> ListCallsAsync(
        string apiKey,
        int limit,
        DateTimeOffset from,
        DateTimeOffset to,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        if (isHanging)
        {
            Interlocked.Increment(ref hanging);
            await released.Task;
        }

        return await inner.ListCallsAsync(apiKey, limit, from, to, cursor, cancellationToken);
    }

    public Task<ApiResponse<RevontCall>> GetCallAsync(string apiKey, string id, CancellationToken cancellationToken) =>
        inner.GetCallAsync(apiKey, id, cancellationToken);
}
