namespace CallEvents.Alerting.Rules;

/// <summary>Whom throttles and escalations count the alerts of a call for.</summary>
internal static class CountedPerson
{
    /// <summary>The rep's id or the prospect's address; empty for all calls of the rule, null where the person is not known.</summary>
    public static string? Of(Per per, CallEvent callEvent) =>
        per switch
        {
            Per.Rep => NullIfEmpty(callEvent.Call.RepId),
            Per.Prospect => NullIfEmpty(callEvent.Call.ProspectEmail?.ToLowerInvariant()),
            _ => "",
        };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
