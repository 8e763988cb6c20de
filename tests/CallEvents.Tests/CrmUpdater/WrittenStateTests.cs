using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>What the state knows of the CRM: which values it has, where they were written, and when it may be wrong.</summary>
public sealed class WrittenStateTests
{
    private readonly string state = ConsumerHost.NewStatePath();
    private readonly RecordingCrm crm = new();

    [Fact]
    public async Task A_value_that_goes_back_to_null_is_cleared_and_one_never_written_is_left_alone()
    {
        await using var host = await CrmHost.StartAsync(crm, state);

        await host.HandleAsync(Messages.Recorded(Messages.Call("X", Outcomes.Won), revision: 10));
        await host.HandleAsync(Messages.Updated(Messages.Call("X"), revision: 20));

        var clearing = crm.Writes[^1];
        clearing.Properties.ShouldContain(new KeyValuePair<string, object?>("outcome", null));
        clearing.Properties.Keys.ShouldNotContain("coachingScore");
        clearing.Cleared.ShouldBe(["outcome"]);
        crm.Find("X")!.Properties.Keys.ShouldBe(["prospectEmail"]);

        await host.HandleAsync(Messages.Updated(Messages.Call("X"), revision: 30));
        crm.Writes[^1].Cleared.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_value_is_cleared_although_the_message_of_the_change_was_overtaken()
    {
        await using var host = await CrmHost.StartAsync(crm, state);

        await host.HandleAsync(Messages.Recorded(Messages.Call("X", Outcomes.Won), revision: 10));
        await host.HandleAsync(Messages.Transcribed(Messages.Call("X"), revision: 30));
        await host.HandleAsync(Messages.Updated(Messages.Call("X"), revision: 20));

        crm.Find("X")!.Properties.Keys.ShouldBe(["prospectEmail"]);
    }

    [Fact]
    public async Task A_call_without_a_transcript_is_pending_until_it_is_known()
    {
        await using var host = await CrmHost.StartAsync(crm, state);

        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        await host.HandleAsync(Messages.Unavailable(Messages.Call("X", Outcomes.Lost), revision: 20));

        crm.Writes[0].TranscriptRevision.ShouldBeNull();
        crm.Writes[1].Transcript!.State.ShouldBe(TranscriptStates.Unavailable);
        crm.Find("X")!.Properties["outcome"].ShouldBe(Outcomes.Lost);
    }

    [Fact]
    public async Task Another_target_gets_every_call_again()
    {
        await using (var log = await CrmHost.StartAsync(crm: null, state))
            await log.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));

        await using (var sandbox = await CrmHost.StartAsync(crm, state))
        {
            await Eventually.Be(() => sandbox.Logs.Lines.Any(line => line.Contains("recording:1 lacks 1 calls", StringComparison.Ordinal)));
            await sandbox.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        }

        crm.Target = "recording:2";
        await using var production = await CrmHost.StartAsync(crm, state);
        await production.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));

        crm.Writes.Count.ShouldBe(2);
        await using var context = await production.Resolve<IDbContextFactory<CrmDbContext>>().CreateDbContextAsync(TestEnded);
        (await context.Records.Select(record => record.Target).Order().ToListAsync(TestEnded)).ShouldBe([
            "none",
            "recording:1",
            "recording:2",
        ]);
    }

    [Fact]
    public async Task A_lost_state_writes_nothing_backwards_and_clears_what_it_wrote()
    {
        var call = Messages.Call("X", Outcomes.Won, createdAt: Messages.Now.AddDays(-1));
        await using (var host = await CrmHost.StartAsync(crm, state))
            await host.HandleAsync(Messages.Recorded(call, revision: 20));

        await using var without = await CrmHost.StartAsync(crm, ConsumerHost.NewStatePath());
        await without.HandleAsync(Messages.Updated(call with { Outcome = Outcomes.Lost }, revision: 10));
        await without.HandleAsync(Messages.Updated(call with { Outcome = null }, revision: 30));

        crm.Writes.Count.ShouldBe(2);
        var record = crm.Find("X")!;
        record.BackwardWrites.ShouldBe(0);
        record.Properties.Keys.ShouldBe(["prospectEmail"]);
    }

    [Fact]
    public async Task A_restored_state_writes_nothing_backwards()
    {
        var backup = ConsumerHost.NewStatePath();
        await using (var host = await CrmHost.StartAsync(crm, state))
            await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        File.Copy(state, backup);
        await using (var host = await CrmHost.StartAsync(crm, state))
            await host.HandleAsync(Messages.Updated(Messages.Call("X", Outcomes.Won), revision: 30));

        await using var restored = await CrmHost.StartAsync(crm, backup);
        await restored.HandleAsync(Messages.Updated(Messages.Call("X", Outcomes.Lost), revision: 20));

        crm.Find("X")!.Properties["outcome"].ShouldBe(Outcomes.Won);
        crm.Find("X")!.BackwardWrites.ShouldBe(0);
        crm.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_new_call_needs_no_read()
    {
        await using var host = await CrmHost.StartAsync(crm, state);

        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        await host.HandleAsync(Messages.Updated(Messages.Call("X", Outcomes.Won), revision: 20));

        crm.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_deleted_record_stays_deleted()
    {
        await using var host = await CrmHost.StartAsync(crm, state);
        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        crm.Upsert = _ => Task.FromResult<WriteResult>(new WriteResult.Gone());
        await host.HandleAsync(Messages.Updated(Messages.Call("X", Outcomes.Won), revision: 20));

        crm.Upsert = RecordingCrm.Accept;
        await host.HandleAsync(Messages.Updated(Messages.Call("X", Outcomes.Lost), revision: 30));

        crm.Attempts.ShouldBe(2);
        var row = (await host.StateOfAsync("X"))!;
        (row.IsGone, row.FieldsRevision).ShouldBe((true, 30));
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_id_that_another_workspace_has_written_is_rejected()
    {
        await using var host = await CrmHost.StartAsync(crm, state);
        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));

        await host.PublishAsync(Messages.Recorded(Messages.Call("X"), revision: 11) with { Workspace = "second" });

        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.Reason.ShouldBe("call X was written by another workspace: set Crm:Key to workspace/callId");
    }

    [Fact]
    public async Task The_log_takes_the_same_call_id_of_two_workspaces()
    {
        await using var host = await CrmHost.StartAsync(crm: null, state);

        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 10));
        await host.HandleAsync(Messages.Recorded(Messages.Call("X"), revision: 11) with { Workspace = "second" });

        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_workspaces_and_older_calls_are_acknowledged_and_not_written()
    {
        await using var host = await CrmHost.StartAsync(
            crm,
            state,
            configure: configuration =>
                configuration.AddInMemoryCollection([
                    new("Crm:Workspaces:0", "second"),
                    new("Crm:NotBefore", "2026-01-01T00:00:00Z"),
                    new("Crm:Key", "workspace/callId"),
                ])
        );
        var old = Messages.Call("old", createdAt: new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero));

        await host.PublishAsync(Messages.Recorded(Messages.Call("X")));
        await host.PublishAsync(Messages.Recorded(old) with { Workspace = "second" });
        await host.PublishAsync(Messages.Recorded(Messages.Call("X")) with { Workspace = "second" });

        await Eventually.Be(() => crm.Writes.Count == 1);
        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Ignored == 2);
        crm.Writes[0].Key.ShouldBe("second/X");
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_marks_nothing_as_written()
    {
        await using (
            var dry = await CrmHost.StartAsync(
                crm,
                state,
                configure: configuration => configuration.AddInMemoryCollection([new("Crm:DryRun", "true")])
            )
        )
        {
            await dry.HandleAsync(Messages.Recorded(Messages.Call("X", Outcomes.Won), revision: 10));
            crm.Attempts.ShouldBe(0);
            dry.Logs.Lines.ShouldContain(line => line.Contains("Would write call X of workspace main: fields [prospectEmail, outcome]"));
            (await dry.CheckReadinessAsync()).Entries["crm-setup"].Description.ShouldStartWith("dry:recording:1");
        }

        await using var host = await CrmHost.StartAsync(crm, state);
        await host.HandleAsync(Messages.Recorded(Messages.Call("X", Outcomes.Won), revision: 10));
        crm.Writes.ShouldHaveSingleItem();
    }

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;
}
