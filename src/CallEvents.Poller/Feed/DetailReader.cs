using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Turns the answer about one call into what the ledger takes in. What cannot be read is set aside and asked for again.</summary>
internal static class DetailReader
{
    public static Commit Read(string callId, RevontCall body, DateTimeOffset sentAt, Lane lane, DateTimeOffset now)
    {
        try
        {
            var call = CallReader.Call(body.Item);
            if (call.Id != callId)
                throw new UnreadableException("id", "another call's id", "the id that was asked for");
            if (body.Unreadable is { } unreadable)
                throw unreadable;
            return new Commit { Lane = lane, Answers = [new Answer.Detailed(call, body.Transcript, sentAt)] };
        }
        catch (UnreadableException exception)
        {
            return new Commit
            {
                Lane = lane,
                Unreadable = [new Unreadable(callId, true, null, exception.Message, Again: true)],
                Postponed = (callId, now + SetAside.Again),
            };
        }
    }
}
