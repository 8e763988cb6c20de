using CallEvents.Poller.Calls;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Commands.Rehearsing;

/// <summary>
/// Walks what the next poll will walk, and decides as it will, on states that it reads from the ledger. Without a ledger, it does what the
/// first start will do: all since <c>Polling:StartFrom</c>.
/// </summary>
internal sealed class Rehearsal(CommandContext context, CommandApi api, string workspace)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>A poller makes a few checks at a time, and a dry run is to end soon.</summary>
    private const int MaxChecks = 100;

    private readonly PollingOptions polling = context.Get<PollingOptions>();
    private readonly LedgerReader reader = context.Get<LedgerReader>();
    private readonly TimeProvider time = context.Get<TimeProvider>();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<RehearsedEvent> events = [];
    private readonly List<UnreadableRange> unreadable = [];
    private readonly Dictionary<string, CallState> decided = new(StringComparer.Ordinal);
    private IReadOnlySet<string> erased = new HashSet<string>();
    private int parked;

    public async Task<DryRunReport> RunAsync()
    {
        // The first answer corrects the clock.
        var stored = await LoadAsync();
        await api.EnsureAnsweringAsync();
        var now = api.Clock.Now;
        var row = stored?.Row ?? FirstStart(now);
        var slices = await SlicesAsync(row, stored, now);
        foreach (var slice in slices)
            await WalkAsync(row, slice, stored is not null, now);
        var (due, read) = stored is null ? (0, 0) : await CheckTranscriptsAsync(row, now);

        context.Progress.Clear();
        return new DryRunReport
        {
            Workspace = workspace,
            HasLedger = stored is not null,
            IsPaused = row.PausedAt is not null,
            From = slices.Count > 0 ? slices[0].From : now,
            To = now,
            Pending = stored?.Pending.Where(type => type.Value > 0).ToDictionary() ?? [],
            TranscriptChecksDue = due,
            TranscriptChecksRead = read,
            BackfilledTo = row.BackfilledTo < row.StartedAt && stored is not null ? row.BackfilledTo : null,
            Calls = seen.Count,
            Parked = parked,
            Events = events,
            Unreadable = [.. UnreadableRange.Merge(unreadable).Select(range => $"{range.Slice}: {range.Error}")],
        };
    }

    private async Task<StoredWorkspace?> LoadAsync()
    {
        if (await context.FindWorkspaceAsync(workspace) is null)
            return null;
        var stored = await reader.LoadAsync(workspace, context.Get<PublishingOptions>().MaxBytes, context.Stopping);
        api.Pause(stored!.RemainingPause);
        erased = await context.ErasedCallsAsync(stored.Row.Name);
        return stored;
    }

    private WorkspaceRow FirstStart(DateTimeOffset now) =>
        new()
        {
            Name = workspace,
            StartFrom = polling.StartsNow ? now : polling.StartInstant!.Value,
            StartedAt = now,
            Watermark = Slice.Floor(now),
            BackfilledTo = now,
        };

    private async Task<IReadOnlyList<Slice>> SlicesAsync(WorkspaceRow row, StoredWorkspace? stored, DateTimeOffset now)
    {
        if (stored is null)
            return row.StartFrom < now ? [.. Slice.Cut(row.StartFrom, now, polling.SliceLength)] : [];
        var progress = new WorkspaceProgress(row);
        var run = new RereadSchedule(polling.RereadWindows, stored.Rereads, progress).BeginOrResume(0, now);
        var from = new[] { run.WalkedTo!.Value, row.Watermark, now - Second }.Min();
        return
        [
            .. (await new WalkPlan(reader, progress).PlanAsync(from, now, context.Stopping)).SelectMany(piece =>
                Slice.Cut(piece.From, piece.To, row.Watermark, polling.SliceLength)
            ),
        ];
    }

    private async Task WalkAsync(WorkspaceRow row, Slice slice, bool hasLedger, DateTimeOffset now)
    {
        await foreach (var page in api.WalkAsync(slice.From, slice.To, context.Stopping))
        {
            unreadable.AddRange(page.Gaps);
            var items = page.Items.Where(item => seen.Add(item.Call?.Id ?? item.Malformed!.Key)).ToList();
            parked += items.Count(item => item.Malformed is not null);
            var calls = items.Select(item => item.Call).OfType<CallSnapshot>().Where(call => !erased.Contains(call.Id)).ToList();
            var states = hasLedger ? await StatesAsync(row.Name, calls) : [];
            foreach (var call in calls)
                Decide(states.GetValueOrDefault(call.Id), new CallObservation.FromList(call, page.SentAt), Context(row, now));
            context.Progress.Report($"{workspace}: {Format.Number(seen.Count, "call")}, up to {Format.Instant(page.Slice.To)}", time);
        }
    }

    private void Decide(CallState? state, CallObservation observation, ObservationContext decision)
    {
        try
        {
            var outcome = CallDecider.Decide(state, observation, decision);
            if (outcome.State is { } next)
                decided[next.CallId] = next;
            events.AddRange(outcome.Events.Select(one => new RehearsedEvent(one.CallId, one.Type.ToString(), one.Lane.Origin())));
        }
        catch (MalformedItemException)
        {
            parked++;
        }
    }

    private async Task<Dictionary<string, CallState>> StatesAsync(string name, IEnumerable<CallSnapshot> calls)
    {
        await using var ledger = await context.Get<IDbContextFactory<LedgerDbContext>>().CreateDbContextAsync(context.Stopping);
        return await ledger
            .CallsById(name, calls.Select(call => call.Id))
            .AsNoTracking()
            .ToDictionaryAsync(call => call.CallId, context.Stopping);
    }

    /// <summary>Requests the first of the transcripts that are due, as the poller will beside the poll.</summary>
    /// <returns>How many are due, and how many of them were read.</returns>
    private async Task<(int Due, int Read)> CheckTranscriptsAsync(WorkspaceRow row, DateTimeOffset now)
    {
        await using var ledger = await context.Get<IDbContextFactory<LedgerDbContext>>().CreateDbContextAsync(context.Stopping);
        var due = ledger.Calls.AsNoTracking().Where(call => call.Workspace == row.Name && call.NextCheckAt <= now);
        var (number, read) = (await due.CountAsync(context.Stopping), 0);
        foreach (var state in await due.OrderBy(call => call.NextCheckAt).Take(MaxChecks).ToListAsync(context.Stopping))
        {
            context.Progress.Report($"{workspace}: {Format.Number(read)} of {Format.Number(number, "transcript")} checked", time);
            var result = await api.GetAsync(state.CallId);
            if (result is not { Failure: ApiFailure.None or ApiFailure.NotFound or ApiFailure.InvalidBody or ApiFailure.Rejected })
                break;
            if (Observe(state.CallId, result) is not { } observation)
                continue;
            read++;
            Decide(decided.GetValueOrDefault(state.CallId, state), observation, Context(row, now) with { Lane = state.Lane });
        }

        return (number, read);
    }

    /// <summary>What a response shows of a call; null when it cannot be read.</summary>
    private static CallObservation? Observe(string callId, ApiResult<RevontCall> result) =>
        result.Failure switch
        {
            ApiFailure.None => DetailMapper.Observe(result),
            ApiFailure.NotFound => new CallObservation.NotFound(callId, result.SentAt),
            _ => null,
        };

    private ObservationContext Context(WorkspaceRow row, DateTimeOffset now) =>
        new()
        {
            Workspace = row.Name,
            Now = now,
            StartFrom = row.StartFrom,
            StartedAt = row.StartedAt,
            Lane = Lane.Live,
            Schedule = context.Get<TranscriptOptions>(),
            FingerprintKey = api.FingerprintKey,
        };
}
