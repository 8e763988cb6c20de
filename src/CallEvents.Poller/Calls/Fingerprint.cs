using System.Security.Cryptography;
using System.Text;
using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>
/// What remains of a call's personal data when it is redacted: six bytes of a hash of each member, enough to detect a change. The call's id
/// is hashed with it, so that equal values of two calls have different hashes.
/// </summary>
internal static class Fingerprint
{
    public static string Of(CallState state) => Of(state.CallId, state.RepId) + Of(state.CallId, state.ProspectEmail);

    /// <summary>
    /// The members of a snapshot that differ from a redacted call, by their JSON names. An absent member does not differ.
    /// </summary>
    public static IReadOnlyList<string> Changes(CallState redacted, CallSnapshot snapshot, Call now)
    {
        var fingerprint = redacted.Fingerprint!;
        var unknown = now with { RepId = null, ProspectEmail = null };
        List<string> changed = [.. ChangedFields.Between(redacted.ToCall(), unknown)];
        if (snapshot.RepId.IsPresent && !fingerprint.StartsWith(Of(redacted.CallId, now.RepId), StringComparison.Ordinal))
            changed.Add("repId");
        if (snapshot.ProspectEmail.IsPresent && !fingerprint.EndsWith(Of(redacted.CallId, now.ProspectEmail), StringComparison.Ordinal))
            changed.Add("prospectEmail");
        return changed;
    }

    private static string Of(string callId, string? value) =>
        value is null ? "--------" : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{callId}\n{value}")).AsSpan(0, 6));
}
