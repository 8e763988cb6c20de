using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class RetentionSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private static readonly DateTimeOffset Created = TestLedger.Now - TimeSpan.FromDays(9);

    [Fact]
    public async Task A_redacted_call_keeps_its_id_and_revision_and_no_personal_data()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var published = await PublishCallAsync(ledger, session);

        await RedactAsync(ledger, session);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var row = await context.Calls.SingleAsync();
        (row.CallId, row.Revision, row.ProspectEmail, row.RepId).ShouldBe(("call_1", published[^1].Revision, null, null));
        row.Fingerprint.ShouldNotBeNull().ShouldNotContain("jane");
        (await context.Outbox.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_redacted_call_listed_unchanged_publishes_nothing()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await PublishCallAsync(ledger, session);
        await RedactAsync(ledger, session);

        await session.CommitAsync(Listed());
        await session.CommitAsync(new CallObservation.FromList(new CallSnapshot("call_1"), TestLedger.Now), Detailed());

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Outbox.CountAsync()).ShouldBe(0);
        await session.CommitAsync(Listed());
        (await context.Outbox.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("jane@example.com", "user_1", "lost", "outcome")]
    [InlineData("jane@example.org", "user_1", "won", "prospectEmail")]
    [InlineData(null, "user_2", "won", "repId,prospectEmail")]
    public async Task An_edit_of_a_redacted_call_is_published_with_its_changes(string? email, string rep, string outcome, string changed)
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var published = await PublishCallAsync(ledger, session);
        await RedactAsync(ledger, session);

        await session.CommitAsync(Listed(email, rep, outcome));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var row = await context.Outbox.SingleAsync();
        (row.Type, row.Revision > published[^1].Revision).ShouldBe((CallEventType.CallUpdated, true));
        var json = new byte[row.Size];
        OutboxBody.Decode(row.Body!, json);
        var message = JsonSerializer.Deserialize<CallUpdated>(json, OutboxBody.JsonOptions)!;
        message.ChangedFields.ShouldBe(changed.Split(','));
        (message.Call.ProspectEmail, message.Call.RepId, message.Call.Outcome).ShouldBe((email, rep, outcome));
        (await context.Calls.SingleAsync()).Fingerprint.ShouldBeNull();
    }

    [Fact]
    public async Task A_call_with_pending_work_is_not_redacted()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);
        await session.CommitAsync(Listed());
        await PublishAllAsync(ledger, session);
        (await RedactableAsync(ledger)).ShouldBeEmpty("its transcript is pending");

        await session.CommitAsync(Detailed());
        (await RedactableAsync(ledger)).ShouldBeEmpty("an event is pending");
        await PublishAllAsync(ledger, session);
        (await ledger.Reader.RedactableAsync("main", Created, 10, int.MaxValue, default)).ShouldBeEmpty("a re-read may still list it");
        (await RedactableAsync(ledger)).ShouldBe(["call_1"]);

        await RedactAsync(ledger, session);
        (await RedactableAsync(ledger)).ShouldBeEmpty("already redacted");
    }

    [Fact]
    public async Task An_oversized_event_does_not_keep_its_call_from_redaction()
    {
        const int maxBytes = 2_000;
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync(), maxBytes);
        await session.CommitAsync(Listed(), TestLedger.FromDetail("call_1", new string('x', maxBytes)));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        await session.CommitAsync(new SettledEvents(await context.Outbox.Pending().Sendable(maxBytes).ToListAsync(), []));

        await RedactAsync(ledger, session, maxBytes);

        (await context.Calls.AsNoTracking().SingleAsync()).ProspectEmail.ShouldBeNull();
        (await context.Outbox.CountAsync()).ShouldBe(0, "its transcript, which was never sent, is personal data too");
    }

    [Fact]
    public async Task A_call_that_changed_since_it_was_selected_is_not_redacted()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await PublishCallAsync(ledger, session);
        var selected = await RedactableAsync(ledger);

        await session.CommitAsync(Listed(outcome: "lost"));
        await session.CommitAsync(new Redactions(selected));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).ProspectEmail.ShouldBe("jane@example.com", "its edit is not published yet");
        (await context.Outbox.CountAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_call_with_a_pending_settle_check_is_not_redacted()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var incomplete = new CallObservation.FromDetail(
            new CallSnapshot("call_1") { DurationSeconds = 600d },
            [new Segment { EndMs = 1_000, Text = "Hello" }],
            TestLedger.Now
        );
        await session.CommitAsync(Listed(), incomplete);
        await PublishAllAsync(ledger, session);

        (await RedactableAsync(ledger)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_of_the_same_id_in_another_workspace_is_not_redacted()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await using var otherSession = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync("other"));
        await PublishCallAsync(ledger, session);
        await otherSession.CommitAsync(Listed(), Detailed());
        await PublishAllAsync(ledger, otherSession);

        await RedactAsync(ledger, session);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync(row => row.Workspace == "main")).ProspectEmail.ShouldBeNull();
        (await context.Calls.SingleAsync(row => row.Workspace == "other")).ProspectEmail.ShouldBe("jane@example.com");
        (await context.Outbox.Select(row => row.Workspace).ToListAsync()).ShouldBe(["other", "other"]);
    }

    private static CallObservation.FromList Listed(string? email = "jane@example.com", string rep = "user_1", string outcome = "won") =>
        new(
            new CallSnapshot("call_1")
            {
                CreatedAt = Created,
                RepId = rep,
                ProspectEmail = email,
                Outcome = outcome,
                DurationSeconds = 60d,
            },
            TestLedger.Now
        );

    private static CallObservation Detailed() => TestLedger.FromDetail("call_1");

    private static async Task<List<OutboxRow>> PublishCallAsync(TestLedger ledger, TestLedger.Session session)
    {
        await session.CommitAsync(Listed(), Detailed());
        return await PublishAllAsync(ledger, session);
    }

    private static async Task<List<OutboxRow>> PublishAllAsync(TestLedger ledger, TestLedger.Session session)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var pending = await context.Outbox.AsNoTracking().Pending().OrderBy(row => row.Revision).ToListAsync();
        await session.CommitAsync(new SettledEvents(pending, []));
        return pending;
    }

    private static Task<List<string>> RedactableAsync(TestLedger ledger, int maxBytes = int.MaxValue) =>
        ledger.Reader.RedactableAsync("main", Created.AddDays(1), 10, maxBytes, default);

    private static async Task RedactAsync(TestLedger ledger, TestLedger.Session session, int maxBytes = int.MaxValue) =>
        await session.CommitAsync(new Redactions(await RedactableAsync(ledger, maxBytes)));
}
