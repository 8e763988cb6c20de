using CallEvents.Contracts;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Rules;

/// <summary>Whether an event is one that a rule or a route is about. Pure.</summary>
/// <remarks>
/// Texts compare as they are, domains without regard to case and as a whole, and an empty text counts as none. Where the call has no
/// value, <see cref="Scope.Reps"/>, <see cref="Scope.Teams"/> and <see cref="Scope.Domains"/> do not hold, and
/// <see cref="Scope.NotDomains"/> does.
/// </remarks>
internal static class ScopeMatch
{
    /// <summary>Whether a rule is about the event. Without <see cref="Scope.Origins"/> it is not about history.</summary>
    /// <param name="scope">The rule's.</param>
    /// <param name="callEvent">The event.</param>
    /// <param name="rep">The call's rep in the people file, if known.</param>
    public static bool Includes(Scope scope, CallEvent callEvent, Person? rep) =>
        Fits(scope, callEvent, rep) && (scope.Origins is not null || callEvent.Origin is not (Origins.Backfill or Origins.Replay));

    /// <summary>Whether a route is about the event: as for a rule, but history has been decided on before.</summary>
    public static bool Fits(Scope scope, CallEvent callEvent, Person? rep)
    {
        var domain = DomainOf(callEvent.Call.ProspectEmail);
        return Has(scope.Workspaces, callEvent.Workspace)
            && Has(scope.Reps, callEvent.Call.RepId)
            && Has(scope.Teams, rep?.Team)
            && Has(scope.Origins, callEvent.Origin)
            && Has(scope.Domains, domain, StringComparer.OrdinalIgnoreCase)
            && (scope.NotDomains is null || domain is null || !scope.NotDomains.Contains(domain, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The part of an e-mail address behind the last @; null where there is none.</summary>
    public static string? DomainOf(string? address) =>
        address?.Trim() is { } trimmed && trimmed.LastIndexOf('@') is var at and >= 0 && at < trimmed.Length - 1
            ? trimmed[(at + 1)..]
            : null;

    private static bool Has(IReadOnlyList<string>? allowed, string? value, StringComparer? comparer = null) =>
        allowed is null || (!string.IsNullOrWhiteSpace(value) && allowed.Contains(value, comparer ?? StringComparer.Ordinal));
}
