using CallEvents.Simulator.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

public sealed class WorkspaceTests
{
    [Fact]
    public async Task A_test_can_add_a_late_call_edit_it_and_delete_it()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_new", secondsAgo: 1);
        simulator.Add("call_late", secondsAgo: 3600);
        (await simulator.GetIdsAsync()).ShouldBe(["call_new", "call_late"]);

        simulator.Workspace.Edit("call_late", call => call with { Outcome = "lost", CoachingScore = 12.5 });
        var shown = await simulator.GetJsonAsync("/v1/calls/call_late");
        shown["outcome"]!.GetValue<string>().ShouldBe("lost");
        shown["coaching_score"]!.GetValue<double>().ShouldBe(12.5);

        simulator.Workspace.Edit("call_late", call => call with { CreatedAt = SimulatorClient.Start });
        (await simulator.GetIdsAsync()).ShouldBe(["call_late", "call_new"]);

        simulator.Workspace.Delete("call_late").ShouldBeTrue();
        simulator.Workspace.Delete("call_late").ShouldBeFalse();
        (await simulator.GetIdsAsync()).ShouldBe(["call_new"]);
    }

    [Fact]
    public void A_late_call_records_when_it_was_first_shown()
    {
        var time = new FakeTimeProvider(SimulatorClient.Start);
        var workspace = new SimulatedWorkspace(SimulatorClient.Empty, time);
        time.Advance(TimeSpan.FromMinutes(2));

        var call = workspace.Add(call => call with { CreatedAt = SimulatorClient.Start });

        workspace.Find(call.Id)!.ShownAt.ShouldBe(SimulatorClient.Start.AddMinutes(2));
    }

    [Fact]
    public void An_edit_does_not_change_the_transcript()
    {
        var workspace = new SimulatedWorkspace(SimulatorClient.Empty, new FakeTimeProvider(SimulatorClient.Start));
        var call = workspace.Add();
        var before = workspace.Find(call.Id)!.Transcript;

        workspace.Edit(call.Id, it => it with { DurationSeconds = 1, RepId = null, ProspectEmail = null });

        workspace.Find(call.Id)!.Transcript.ShouldBe(before);
    }

    [Fact]
    public void An_id_is_unique_and_cannot_be_changed()
    {
        var workspace = new SimulatedWorkspace(SimulatorClient.Empty, new FakeTimeProvider(SimulatorClient.Start));
        workspace.Add(call => call with { Id = "call_A" });

        Should.Throw<ArgumentException>(() => workspace.Add(call => call with { Id = "call_A" }));
        Should.Throw<ArgumentException>(() => workspace.Edit("call_A", call => call with { Id = "call_B" }));
        Should.Throw<KeyNotFoundException>(() => workspace.Edit("call_B", call => call));
        workspace.List().Single().Call.Id.ShouldBe("call_A");
    }

    [Fact]
    public void A_generated_workspace_is_plausible()
    {
        var workspace = new SimulatedWorkspace(new() { Calls = 5000 }, new FakeTimeProvider(SimulatorClient.Start));
        var calls = workspace.List().Select(state => state.Call).ToArray();

        workspace.Reps.Count.ShouldBe(12);
        calls.Select(call => call.RepId).Distinct().ShouldBe(workspace.Reps.Select(rep => rep.Id), ignoreOrder: true);
        calls.Select(call => call.Outcome).Distinct().ShouldBe(["won", "lost", "follow_up", "no_outcome", null], ignoreOrder: true);
        calls.Count(call => call.CoachingScore is null).ShouldBeInRange(200, 500);
        calls.ShouldAllBe(call => call.Id.Length == 25 && call.Id.StartsWith("call_01H"));
        calls.ShouldAllBe(call => call.ProspectEmail!.EndsWith(".example") && call.ProspectEmail.All(char.IsAscii));
        calls.ShouldAllBe(call => call.DurationSeconds >= 95 && call.DurationSeconds <= 5400);
        calls.Select(call => call.ProspectEmail).Distinct().Count().ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void A_workspace_can_be_read_and_changed_concurrently()
    {
        var time = new FakeTimeProvider(SimulatorClient.Start);
        var workspace = new SimulatedWorkspace(new() { Calls = 300, ArrivalsPerMinute = 60_000 }, time);
        var initial = workspace.List().Select(state => state.Call.Id).ToHashSet();

        Parallel.For(
            0,
            8,
            worker =>
            {
                for (var round = 0; round < 100; round++)
                {
                    time.Advance(TimeSpan.FromMilliseconds(1));
                    var added = workspace.Add(call => call with { CreatedAt = SimulatorClient.Start.AddHours(-worker * 9) });
                    workspace.Edit(added.Id, call => call with { CreatedAt = call.CreatedAt.AddHours(-1) });
                    workspace.List().Count(state => initial.Contains(state.Call.Id)).ShouldBe(300);
                    workspace.Delete(added.Id).ShouldBeTrue();
                }
            }
        );

        // 800 milliseconds, one arrival in each.
        workspace.List().Count.ShouldBe(300 + 800);
    }
}
