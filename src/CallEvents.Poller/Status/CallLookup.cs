using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status.Reports;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Status;

/// <summary>Looks a call id up in the ledger: what was published, when, by which replica, and what comes next.</summary>
internal sealed class CallLookup(IDbContextFactory<LedgerDbContext> contexts, TimeProvider time)
{
    /// <summary>A database that does not answer is a part of the report, not an exception.</summary>
    public async Task<CallReport> FindAsync(string callId, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<KnownCallReport> found = [];
        var problem = await LedgerRead.TryAsync(token => FindAsync(callId, found, now, token), deadline, time, cancellationToken);
        return new CallReport(callId, now, found, problem);
    }

    private async Task FindAsync(string callId, List<KnownCallReport> found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (callId.Length > CallSnapshot.MaxIdLength)
            return;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var workspaces = await context.Workspaces.Select(row => row.Name).Order().ToListAsync(cancellationToken);
        foreach (var workspace in workspaces)
        {
            if (await FindAsync(context, workspace, callId, now, cancellationToken) is { } call)
                found.Add(call);
        }
    }

    /// <summary>By its primary key in each workspace: a search by the id alone would read the whole table.</summary>
    private static async Task<KnownCallReport?> FindAsync(
        LedgerDbContext context,
        string workspace,
        string callId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var call = await context
            .Calls.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Workspace == workspace && row.CallId == callId, cancellationToken);
        var parked = await context
            .Parked.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Workspace == workspace && row.Key == callId, cancellationToken);
        if (call is null && parked is null)
            return null;

        var events = await EventReports
            .Of(context.Outbox.AsNoTracking().Where(row => row.Workspace == workspace && row.CallId == callId))
            .ToListAsync(cancellationToken);
        var reports = events.OrderBy(row => row.Revision).Select(EventReports.Map).ToList();
        return new KnownCallReport
        {
            Workspace = workspace,
            Sentence = Describe(call, parked, reports, now),
            CreatedAt = call?.CreatedAt,
            DiscoveredAt = call?.DiscoveredAt,
            Revision = call?.Revision,
            Transcript = call?.Transcript switch
            {
                TranscriptState.Pending => "pending",
                TranscriptState.Transcribed => "transcribed",
                TranscriptState.GivenUp => "givenUp",
                _ => null,
            },
            Checks = call?.Checks,
            NextCheckAt = call?.NextCheckAt,
            IsRedacted = call?.Fingerprint is not null,
            Parked = parked is null ? null : ParkedReports.Map(parked),
            Events = reports,
        };
    }

    private static string Describe(CallState? call, ParkedRow? parked, List<EventReport> events, DateTimeOffset now)
    {
        if (call is null)
            return "parked: it could not be read yet, so nothing was published";
        if (call.ForgottenAt is { } at)
            return $"forgotten {StatusText.Relative(at, now)}: its data is erased, and nothing is published of it any more";
        var pending = events.Count(row => row.State == "pending");
        var published = events.Count(row => row.State == "published");
        var what =
            call.Fingerprint is not null && events.Count == 0 ? "published and redacted: older than the deepest re-read"
            : pending > 0 && published > 0
                ? $"{StatusText.Count(pending, "event")} waiting to be published, {StatusText.Count(published)} published"
            : pending > 0 ? $"{StatusText.Count(pending, "event")} waiting to be published"
            : $"{StatusText.Count(published, "event")} published";
        if (parked is not null)
            return $"{what}; parked: {parked.Error}";
        return call.Transcript switch
        {
            TranscriptState.Pending when call.NextCheckAt is { } next =>
                $"{what}; transcript pending, next check {StatusText.Relative(next, now)}",
            TranscriptState.Pending => $"{what}; transcript pending",
            TranscriptState.GivenUp => $"{what}; transcript given up",
            _ => what,
        };
    }
}
