using System.Security.Cryptography;
using System.Text;
using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>
/// What stays of a call's personal data when its row is thinned: six bytes of a hash for each member, by which it is seen that
/// the member changed. The call's id is hashed with it, so that equal values of two calls do not look equal.
/// </summary>
internal static class Fingerprint
{
    public static string Of(CallState row) => Of(row.CallId, row.RepId) + Of(row.CallId, row.ProspectEmail);

    /// <summary>What of an answer differs from a thinned call, by JSON names. A member that is not shown does not differ.</summary>
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

    private static string Of(string callId, string? value) => value is null
        ? "--------"
        : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{callId}\n{value}")).AsSpan(0, 6));
}
