using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.Tests.ServiceDefaults;
using CallEvents.TestSupport;

namespace CallEvents.Tests.CrmUpdater;

public sealed class TurnsTests
{
    [Fact]
    public async Task Messages_of_one_call_are_written_in_turn_while_different_calls_go_side_by_side()
    {
        var crm = new RecordingCrm();
        var go = new TaskCompletionSource();
        var (busy, mostOfOne, most) = (new Dictionary<string, int>(), 0, 0);
        crm.Answer = async call =>
        {
            lock (busy)
            {
                busy[call.CallId] = busy.GetValueOrDefault(call.CallId) + 1;
                mostOfOne = Math.Max(mostOfOne, busy[call.CallId]);
                most = Math.Max(most, busy.Values.Sum());
            }

            await go.Task;
            lock (busy) busy[call.CallId]--;
            return new CrmResult.Written(call.CallId, Created: true);
        };
        await using var host = await CrmHost.StartAsync(crm);

        foreach (var id in (string[])["a", "b", "c"])
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call(id), revision: 1));
            await host.PublishAsync(Messages.Transcribed(Messages.Call(id), revision: 2));
        }

        // Locks are shared by chance now and then, never by all three.
        await Eventually.Be(() => { lock (busy) return busy.Values.Sum() >= 2; });
        go.SetResult();
        await Eventually.Be(() => host.Handled(crm) == 6);

        mostOfOne.ShouldBe(1);
        most.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task State_is_written_after_the_crm_so_that_a_write_that_failed_is_tried_again()
    {
        var state = ConsumerHost.NewState();
        var crm = new RecordingCrm { Answer = _ => throw new HttpRequestException("away") };
        await using (var host = await CrmHost.StartAsync(crm, state))
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
            await Eventually.Be(() => crm.Asked >= 2);
            (await host.StateOfAsync("one")).ShouldBeNull();
        }

        crm.Answer = RecordingCrm.Take;
        await using var again = await CrmHost.StartAsync(crm, state);
        await again.PublishAsync(Messages.Recorded(Messages.Call("one")));

        await Eventually.Be(() => crm.Writes.Count == 1);
        (await Eventually.Be(() => again.StateOfAsync("one"), row => row is not null))!.FieldsRevision.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_written_is_known_after_a_restart()
    {
        var state = ConsumerHost.NewState();
        var crm = new RecordingCrm();
        await using (var host = await CrmHost.StartAsync(crm, state))
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call("one"), revision: 7));
            await Eventually.Be(() => host.StateOfAsync("one"), row => row is not null);
        }

        await using var again = await CrmHost.StartAsync(crm, state);
        await again.PublishAsync(Messages.Recorded(Messages.Call("one"), revision: 7));
        await again.PublishAsync(Messages.Updated(Messages.Call("one"), revision: 6));

        await Eventually.Be(() => again.Service<CrmUpdaterStatus>().Skipped == 2);
        crm.Writes.ShouldHaveSingleItem();
    }
}
