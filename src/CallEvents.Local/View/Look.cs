using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using Spectre.Console;

namespace CallEvents.Local.View;

/// <summary>Short names and colours of what comes over the bus.</summary>
internal static class Look
{
    public static Color Of(FactType type) => type switch
    {
        FactType.CallRecorded => Color.Green,
        FactType.CallTranscribed => Color.Aqua,
        FactType.CallUpdated => Color.Yellow,
        _ => Color.Grey,
    };

    public static string NameOf(FactType type) => type switch
    {
        FactType.CallRecorded => "Recorded",
        FactType.CallTranscribed => "Transcribed",
        FactType.CallUpdated => "Updated",
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
