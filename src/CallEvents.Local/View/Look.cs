using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Short names and colours of what comes over the bus.</summary>
internal static class Look
{
    public static Color Of(CallEventType type) => type switch
    {
        CallEventType.CallRecorded => Color.Green,
        CallEventType.CallTranscribed => Color.Aqua,
        CallEventType.CallUpdated => Color.Yellow,
        _ => Color.Grey,
    };

    public static string NameOf(CallEventType type) => type switch
    {
        CallEventType.CallRecorded => "Recorded",
        CallEventType.CallTranscribed => "Transcribed",
        CallEventType.CallUpdated => "Updated",
        _ => "Unavailable",
    };

    public static Color OfOutcome(string? outcome) => outcome switch
    {
        Outcomes.Won => Color.Green,
        Outcomes.Lost => Color.Red,
        Outcomes.FollowUp => Color.Yellow,
        _ => Color.Grey,
    };
}
