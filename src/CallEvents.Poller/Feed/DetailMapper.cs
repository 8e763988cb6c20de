using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;

namespace CallEvents.Poller.Feed;

/// <summary>Maps the response about one call to the changes that it means for the ledger.</summary>
internal static class DetailMapper
{
    public static ItemChanges Map(string callId, ApiResult<RevontCall> result, Lane lane) =>
        new(callId) { Lane = lane, Observation = Observe(result) };

    /// <summary>What a response with a call shows of it.</summary>
    public static CallObservation Observe(ApiResult<RevontCall> result) =>
        new CallObservation.FromDetail(result.Value!.Call!, result.Value.Transcript, result.SentAt);

    /// <summary>Parks a call without a usable response, and postpones its next check as well.</summary>
    public static ItemChanges Park(string callId, string error, DateTimeOffset now) =>
        new(callId)
        {
            Park = new ParkRequest(new MalformedItem(callId, IsCall: true, error), Slice: null, IsRetry: true),
            NextCheckAt = now + RetryIntervals.Parked,
        };
}
