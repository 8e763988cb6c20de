using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Turns the answer about one call into what the ledger takes in. What cannot be read is set aside and asked for again.</summary>
internal static class DetailMapper
{
    public static ChangeSet Map(string callId, RevontCall body, DateTimeOffset sentAt, Lane lane, DateTimeOffset now)
    {
        try
        {
            var call = CallParser.Parse(body.Item);
            if (call.Id != callId)
                throw new MalformedItemException("id", "another call's id", "the id that was asked for");
            if (body.Malformed is { } unreadable)
                throw unreadable;
            return new ChangeSet { Lane = lane, Observations = [new CallObservation.FromDetail(call, body.Transcript, sentAt)] };
        }
        catch (MalformedItemException exception)
        {
            return new ChangeSet
            {
                Lane = lane,
                Malformed = [new MalformedItem(callId, true, null, exception.Message, IsRetry: true)],
                Postponed = (callId, now + RetryIntervals.Parked),
            };
        }
    }
}
