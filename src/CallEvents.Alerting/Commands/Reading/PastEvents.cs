using CallEvents.Alerting.Rules;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>
/// The messages that the poller would have published of a call if it had always been as it is today. A change cannot be known: there is
/// no <c>CallUpdated</c> among them.
/// </summary>
internal static class PastEvents
{
    /// <summary>The poller's default: after so long without a transcript, it publishes that there will be none.</summary>
    public static readonly TimeSpan UnavailableAfter = TimeSpan.FromDays(2);

    /// <summary>The messages, the first first. Nothing is late: each was observed when the call was created.</summary>
    /// <param name="workspace">The Revont account of the call.</param>
    /// <param name="past">The call.</param>
    /// <param name="now">The present: a call without a transcript may still get one.</param>
    public static IReadOnlyList<CallEvent> Of(string workspace, PastCall past, DateTimeOffset now)
    {
        var recorded = new CallEvent(EventKind.Recorded, workspace, Origins.Live, past.Call.CreatedAt, Revision: 1, past.Call);
        if (past.Transcript is { } transcript)
            return [recorded, recorded with { Kind = EventKind.Transcribed, Revision = 2, Transcript = transcript }];
        return past.Error is null && now - past.Call.CreatedAt >= UnavailableAfter
            ? [recorded, recorded with { Kind = EventKind.Unavailable, Revision = 2 }]
            : [recorded];
    }
}
