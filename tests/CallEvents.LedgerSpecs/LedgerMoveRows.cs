using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.LedgerSpecs;

/// <summary>A row or two in every table of a workspace, with a value in every column.</summary>
internal static class LedgerMoveRows
{
    private static readonly DateTimeOffset Time = TestLedger.Now.AddMicroseconds(-1);

    public static async Task AddAsync(TestLedger ledger, string workspace)
    {
        await ledger.Erasures.AddAsync(workspace, ["erased_1"], Time, default);
        await ledger.Erasures.AddAsync(workspace, ["erased_2"], TestLedger.Now, default);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var replay = Job(workspace, JobKind.Replay);
        context.Jobs.Add(Job(workspace, JobKind.Backfill));
        await context.SaveChangesAsync();
        context.Jobs.Add(replay);
        await context.SaveChangesAsync();
        context.Calls.AddRange(Call(workspace, replay.Id), Call(workspace, null).Forgotten(Time) with { CallId = "erased_1" });
        context.Outbox.AddRange(Event(workspace, 7) with { PublishedAt = Time, Body = null }, Event(workspace, 8) with { Job = replay.Id });
        context.Gaps.Add(
            new GapRow
            {
                Workspace = workspace,
                From = Time,
                To = TestLedger.Now,
                OpenedAt = Time,
                NextRetryAt = TestLedger.Now,
                Error = "HTTP 500",
            }
        );
        context.Parked.Add(
            new ParkedRow
            {
                Workspace = workspace,
                Key = "call_2",
                IsCall = true,
                From = Time,
                To = TestLedger.Now,
                ParkedAt = Time,
                NextRetryAt = TestLedger.Now,
                Error = "id: found nothing",
            }
        );
        context.Rereads.Add(
            new RereadRow
            {
                Workspace = workspace,
                Position = 1,
                Depth = TimeSpan.FromDays(2),
                LastStart = Time,
                RunStart = TestLedger.Now,
                WalkedTo = Time,
            }
        );
        await context.SaveChangesAsync();
    }

    public static JobRow Job(string workspace, JobKind kind) =>
        new()
        {
            Workspace = workspace,
            Kind = kind,
            State = JobState.Running,
            CreatedAt = Time,
            StartedAt = Time,
            From = Time,
            To = TestLedger.Now,
            Types = "CallRecorded",
            Outcomes = "won",
            Reps = "user_1",
            Queue = "billing",
            Calls = "call_1",
            Done = 3,
            Total = 9,
            Events = 6,
            Unreadable = 1,
            WalkedTo = Time,
            Error = "none",
        };

    private static CallState Call(string workspace, long? replay) =>
        new()
        {
            Workspace = workspace,
            CallId = "call_1",
            CreatedAt = Time,
            DurationSeconds = 0.1,
            RepId = "user_1",
            ProspectEmail = "jane@example.com",
            CoachingScore = 71.3,
            Outcome = "Grüße, 東京",
            Revision = 8,
            DiscoveredAt = Time,
            AnsweredAt = TestLedger.Now,
            Lane = Lane.Backfill,
            Transcript = TranscriptState.Pending,
            Checks = 3,
            CheckedAt = Time,
            NextCheckAt = TestLedger.Now,
            Waited = TimeSpan.FromMicroseconds(12_345_678),
            TranscriptSegments = 4,
            TranscriptLength = 5_000_000_000,
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            LastReplay = replay,
        };

    private static OutboxRow Event(string workspace, long revision) =>
        new()
        {
            Workspace = workspace,
            CallId = "call_1",
            Revision = revision,
            Type = CallEventType.CallRecorded,
            MessageId = MessageIds.Message(workspace, "call_1", CallEventType.CallRecorded, revision),
            Lane = Lane.Backfill,
            Origin = "replay",
            ObservedAt = Time,
            Body = [1, 2, 3],
            Size = 3,
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            Queue = "billing",
            SettledBy = "host/1/abcdef",
        };
}
