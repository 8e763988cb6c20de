using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>Finds the calls to forget.</summary>
internal sealed class CallSearch(IDbContextFactory<LedgerDbContext> contexts)
{
    /// <summary>Whether the call is known: read, or parked because it cannot be read.</summary>
    public async Task<bool> ExistsAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.CallsById(workspace, [callId]).AnyAsync(cancellationToken)
            || await context.Parked.AnyAsync(row => row.Workspace == workspace && row.Key == callId, cancellationToken);
    }

    /// <summary>
    /// The calls of an address, compared trimmed and without case. Of a redacted call only a keyed hash of the address is left; one that an
    /// earlier version has redacted is found by the address as the API wrote it.
    /// </summary>
    public async Task<ForgettableCalls> ByEmailAsync(
        string workspace,
        string email,
        FingerprintKey key,
        CancellationToken cancellationToken
    )
    {
        var address = email.Trim();
        List<string> found = [];
        var incomparable = 0L;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var calls = context
            .Calls.Where(row => row.Workspace == workspace && row.ForgottenAt == null)
            .Select(row => new
            {
                row.CallId,
                row.ProspectEmail,
                row.Fingerprint,
            });
        await foreach (var call in calls.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (call.Fingerprint is not { } fingerprint)
            {
                if (string.Equals(call.ProspectEmail?.Trim(), address, StringComparison.OrdinalIgnoreCase))
                    found.Add(call.CallId);
            }
            else if (!Fingerprint.IsComparable(key, fingerprint))
                incomparable++;
            else if (Fingerprint.HasEmail(key, call.CallId, fingerprint, address))
                found.Add(call.CallId);
        }

        return new ForgettableCalls(found, incomparable);
    }
}

/// <summary>Calls to forget.</summary>
/// <param name="Calls">Their ids.</param>
/// <param name="Incomparable">The number of redacted calls whose address cannot be compared.</param>
internal sealed record ForgettableCalls(IReadOnlyList<string> Calls, long Incomparable);
