using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Short names and colours of events and outcomes.</summary>
internal static class EventStyles
{
    public static Color ColorOf(CallEventType type) =>
        type switch
        {
            CallEventType.CallRecorded => Color.Green,
            CallEventType.CallTranscribed => Color.Aqua,
            CallEventType.CallUpdated => Color.Yellow,
            _ => Color.Grey,
        };

    public static string ShortNameOf(CallEventType type) =>
        type switch
        {
            CallEventType.CallRecorded => "Recorded",
            CallEventType.CallTranscribed => "Transcribed",
            CallEventType.CallUpdated => "Updated",
            _ => "Unavailable",
        };

    public static Color ColorOfOutcome(string? outcome) =>
        outcome switch
        {
            Outcomes.Won => Color.Green,
            Outcomes.Lost => Color.Red,
            Outcomes.FollowUp => Color.Yellow,
            _ => Color.Grey,
        };
}
