namespace CallEvents.Simulator.Generation;

/// <summary>
/// The sentences that alerting rules listen for; no other sentence contains their words. Placeholders as in <see cref="Phrases"/>.
/// </summary>
internal static class ScriptedLines
{
    public static readonly string[] RecordingNotice =
    [
        "Just so you know, this call is recorded.",
        "I'm recording this, so that I can listen instead of taking notes. Is that okay?",
        "As always, our calls are recorded for training.",
    ];

    public static readonly string[] PriceQuestion =
    [
        "How much is it for a team of {number}?",
        "What does pricing look like at our size?",
        "Is that the price for a seat, or for all of us?",
    ];

    public static readonly string[] CompetitorByProspect =
    [
        "We are also looking at Gong, to be fair.",
        "Our sister company has Chorus and is quite happy with it.",
        "How do you compare to Clari?",
        "Gong showed us something like this last week.",
        "Clari’s forecast is what my boss likes.",
    ];

    public static readonly string[] CompetitorByRep =
    [
        "Unlike Gong, we bill by the seat and not by the hour.",
        "Teams that come from Chorus keep their library.",
        "Clari is strong in forecasting; we start earlier, in the call.",
    ];

    public static readonly string[] Cancellation =
    [
        "To be honest, we are thinking about cancelling in the summer.",
        "If nothing changes, we cancel at the end of the term.",
        "We are not renewing unless {topic} gets better.",
        "Legal wants to terminate the contract by {day}.",
        "We may switch to another vendor after {day}.",
        "My boss is for switching, and another vendor has made an offer.",
    ];

    public static readonly string[] HarmlessCancellation = ["You can cancel at any time, there is no minimum term."];

    public static readonly string[] NextStepByRep =
    [
        "As a next step, I'll put the offer together.",
        "Let us schedule the technical session for {day}.",
        "I'll follow up by {day} with the security paper.",
        "I'll send you the summary and an invite for {day}.",
    ];

    public static readonly string[] NextStepByProspect =
    [
        "Great, then the next steps are clear to me.",
        "I'll check my calendar and confirm {day}.",
    ];
}
