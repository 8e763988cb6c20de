using CallEvents.Contracts;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Calls;

/// <summary>
/// What remains of a call's personal data when it is redacted: six bytes of a keyed hash of each member, enough to detect a change. The
/// call's id is hashed with it, so that equal values of two calls have different hashes. An address is hashed trimmed and in lower case, so
/// that it is found however it was written, and an edit of its case alone is none; earlier versions hashed it as it was.
/// </summary>
internal static class Fingerprint
{
    public static string Of(FingerprintKey key, string callId, string? repId, string? prospectEmail) =>
        key.Id + Hash(key, callId, repId) + Hash(key, callId, Normalize(prospectEmail));

    /// <summary>Whether the fingerprint can be compared: one from before the API key was replaced cannot.</summary>
    public static bool IsComparable(FingerprintKey key, string fingerprint) => fingerprint.StartsWith(key.Id, StringComparison.Ordinal);

    /// <summary>
    /// The members of a snapshot that differ from a redacted call, by their JSON names. An absent member does not differ.
    /// </summary>
    public static IReadOnlyList<string> Changes(FingerprintKey key, CallState redacted, CallSnapshot snapshot, Call now)
    {
        var unknown = now with { RepId = null, ProspectEmail = null };
        List<string> changed = [.. ChangedFields.Between(redacted.ToCall(), unknown)];
        var fingerprint = redacted.Fingerprint!;
        if (!IsComparable(key, fingerprint))
            return changed;
        if (snapshot.RepId.IsPresent && !fingerprint.AsSpan(key.Id.Length).StartsWith(Hash(key, redacted.CallId, now.RepId)))
            changed.Add("repId");
        if (snapshot.ProspectEmail.IsPresent && !HasEmail(key, redacted.CallId, fingerprint, now.ProspectEmail))
            changed.Add("prospectEmail");
        return changed;
    }

    /// <summary>Whether the call had this address when it was redacted.</summary>
    public static bool HasEmail(FingerprintKey key, string callId, string fingerprint, string? email) =>
        fingerprint.EndsWith(Hash(key, callId, Normalize(email)), StringComparison.Ordinal)
        || fingerprint.EndsWith(Hash(key, callId, email), StringComparison.Ordinal);

    private static string? Normalize(string? email) => email?.Trim().ToLowerInvariant();

    private static string Hash(FingerprintKey key, string callId, string? value) =>
        value is null ? "--------" : key.Hash($"{callId}\n{value}");
}
