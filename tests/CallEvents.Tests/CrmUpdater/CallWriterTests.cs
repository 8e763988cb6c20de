using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.CrmUpdater;

public sealed class CallWriterTests
{
    [Fact]
    public async Task Messages_of_one_call_are_serialised_and_calls_run_concurrently()
    {
        var crm = new RecordingCrm();
        var release = new TaskCompletionSource();
        var (active, maxPerCall, maxTotal) = (new Dictionary<string, int>(), 0, 0);
        crm.Upsert = async call =>
        {
            lock (active)
            {
                active[call.CallId] = active.GetValueOrDefault(call.CallId) + 1;
                maxPerCall = Math.Max(maxPerCall, active[call.CallId]);
                maxTotal = Math.Max(maxTotal, active.Values.Sum());
            }

            await release.Task;
            lock (active)
                active[call.CallId]--;
            return new CrmResult.Written(call.CallId, Created: true);
        };
        await using var host = await CrmHost.StartAsync(crm);

        foreach (var id in (string[])["a", "b", "c"])
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call(id), revision: 1));
            await host.PublishAsync(Messages.Transcribed(Messages.Call(id), revision: 2));
        }

        // Two calls can share a stripe by chance, but hardly ever all three.
        await Eventually.Be(() =>
        {
            lock (active)
                return active.Values.Sum() >= 2;
        });
        release.SetResult();
        await Eventually.Be(() => host.Handled(crm) == 6);

        maxPerCall.ShouldBe(1);
        maxTotal.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task State_is_written_after_the_CRM_so_that_a_failed_write_is_retried()
    {
        var state = ConsumerHost.NewStatePath();
        var crm = new RecordingCrm { Upsert = _ => throw new HttpRequestException("unavailable") };
        await using (var host = await CrmHost.StartAsync(crm, state))
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
            await Eventually.Be(() => crm.Attempts >= 2);
            ((await host.StateOfAsync("one"))?.FieldsRevision).ShouldBeNull();
        }

        crm.Upsert = RecordingCrm.Accept;
        await using var restarted = await CrmHost.StartAsync(crm, state);
        await restarted.PublishAsync(Messages.Recorded(Messages.Call("one")));

        await Eventually.Be(() => crm.Writes.Count == 1);
        (await Eventually.Be(() => restarted.StateOfAsync("one"), row => row?.FieldsRevision is not null))!.FieldsRevision.ShouldBe(1);
    }

    [Fact]
    public async Task Written_revisions_survive_a_restart()
    {
        var state = ConsumerHost.NewStatePath();
        var crm = new RecordingCrm();
        await using (var host = await CrmHost.StartAsync(crm, state))
        {
            await host.PublishAsync(Messages.Recorded(Messages.Call("one"), revision: 7));
            await Eventually.Be(() => host.StateOfAsync("one"), row => row?.FieldsRevision is not null);
        }

        await using var restarted = await CrmHost.StartAsync(crm, state);
        await restarted.PublishAsync(Messages.Recorded(Messages.Call("one"), revision: 7));
        await restarted.PublishAsync(Messages.Updated(Messages.Call("one"), revision: 6));

        await Eventually.Be(() => restarted.Resolve<CrmUpdaterStatus>().Skipped == 2);
        crm.Writes.ShouldHaveSingleItem();
    }
}
