using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Maps the response about one call to the changes that it means for the ledger. A malformed one is parked and retried.</summary>
internal static class DetailMapper
{
    public static ItemChanges Map(string callId, ApiResult<RevontCall> result, Lane lane, DateTimeOffset now)
    {
        var body = result.Value!;
        return body.ErrorFor(callId) is { } error
            ? Park(callId, error, now) with
            {
                Lane = lane,
            }
            : new ItemChanges(callId)
            {
                Lane = lane,
                Observation = new CallObservation.FromDetail(body.Call!, body.Transcript, result.SentAt),
            };
    }

    /// <summary>Parks a call without a usable response, and postpones its next check as well.</summary>
    public static ItemChanges Park(string callId, string error, DateTimeOffset now) =>
        new(callId)
        {
            Park = new ParkRequest(new MalformedItem(callId, IsCall: true, error), Slice: null, IsRetry: true),
            NextCheckAt = now + RetryIntervals.Parked,
        };
}
