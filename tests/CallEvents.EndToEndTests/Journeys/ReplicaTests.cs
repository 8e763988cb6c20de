using System.Diagnostics;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class ReplicaTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Calls = ["--calls", "80", "--days", "3", "--arrivals-per-minute", "60", "--stop-arrivals-after", "40", "--transcript-delay", "00:00:01"];

    [Fact]
    public async Task Four_workspaces_are_spread_over_three_pollers_and_again_when_one_is_killed_and_when_one_comes()
    {
        var lease = TimeSpan.FromSeconds(6);
        await using var company = await Replicated.FoundAsync(rabbit, postgres, lease.ToString("c"), Calls);
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        List<ServiceProcess> pollers = [company.StartPoller(), company.StartPoller(), company.StartPoller()];
        await company.SpreadAsync(pollers, 2, 1, 1);
        foreach (var poller in pollers)
            await poller.WaitUntilReadyAsync();

        var killed = pollers[0];
        var held = await company.HeldByAsync(killed);
        held.ShouldNotBeEmpty();
        var fences = (await company.LeasesAsync()).ToDictionary(seen => seen.Workspace, seen => seen.Fence);
        pollers.Remove(killed);
        var started = Stopwatch.GetTimestamp();
        await killed.KillAsync();
        await Eventually.Be(company.LeasesAsync, leases => leases.All(seen => seen.IsHeld && seen.Process != killed.Id), Patience);

        // The lease's 85 % and the look of whoever takes over fit in; a second on top is for a machine that is busy with other tests.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(lease + TimeSpan.FromSeconds(1));
        foreach (var taken in (await company.LeasesAsync()).Where(seen => held.Contains(seen.Workspace)))
            taken.Fence.ShouldBeGreaterThan(fences[taken.Workspace]);
        await company.SpreadAsync(pollers, 2, 2);

        pollers.Add(company.StartPoller());
        await company.SpreadAsync(pollers, 2, 1, 1);
        pollers.Sum(poller => Count(poller.Output, "works on fewer")).ShouldBeLessThanOrEqualTo(4, "nothing is passed to and fro");
        await company.EverythingIsToldOnceAsync(listener, 120);
    }

    [Fact]
    public async Task A_poller_that_is_stopped_gives_its_workspaces_to_the_others_at_once()
    {
        await using var company = await Replicated.FoundAsync(rabbit, postgres, "00:10:00", Calls);
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        List<ServiceProcess> pollers = [company.StartPoller(), company.StartPoller()];
        await company.SpreadAsync(pollers, 2, 2);

        var stopped = await pollers[0].StopAsync();

        // A lease that is not given back lasts ten minutes.
        stopped.ExitCode.ShouldBe(0);
        await company.SpreadAsync([pollers[1]], 4);
        pollers[1].Output.ShouldContain("it is free");
        await company.EverythingIsToldOnceAsync(listener, 120);
        listener.Deliveries.Count.ShouldBe(2 * 4 * 120, "nobody was killed, so nothing was told twice");
    }

    [Fact]
    public async Task A_poller_that_hangs_is_replaced_and_commits_nothing_and_tells_nothing_wrong_when_it_wakes_up()
    {
        await using var company = await Replicated.FoundAsync(rabbit, postgres, "00:00:03", Calls);
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        List<ServiceProcess> pollers = [company.StartPoller(), company.StartPoller()];
        await company.SpreadAsync(pollers, 2, 2);
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 100, Patience);

        for (var round = 0; round < 3; round++)
        {
            var (hanging, other) = (pollers[round % 2], pollers[(round + 1) % 2]);
            var before = (await company.LeasesAsync()).Where(seen => seen.Process == hanging.Id).ToDictionary(seen => seen.Workspace, seen => seen.Fence);
            hanging.Pause();
            await company.SpreadAsync([other], 4);
            hanging.Resume();

            // It finds out by itself, stays away from what is another's, and is given its share again.
            await company.SpreadAsync(pollers, 2, 2);
            foreach (var seen in (await company.LeasesAsync()).Where(seen => before.ContainsKey(seen.Workspace)))
                seen.Fence.ShouldBeGreaterThan(before[seen.Workspace]);
        }

        await company.EverythingIsToldOnceAsync(listener, 120);
        (await company.QueryAsync("SELECT COUNT(*) FROM outbox", row => row.GetInt64(0)))[0].ShouldBe(2 * 4 * 120);
    }

    [Fact]
    public async Task Pollers_with_different_workspaces_never_give_away_what_the_other_does_not_know()
    {
        await using var company = await Replicated.FoundAsync(rabbit, postgres, "00:00:03", Calls);
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        var old = company.StartPoller("alpha", "beta", "delta");
        await Eventually.Be(async () => (await company.HeldByAsync(old)).Count == 3, Patience);

        var other = company.StartPoller("delta", "gamma");

        await Eventually.Be(async () => string.Join(' ', await company.HeldByAsync(old)) == "alpha beta" && string.Join(' ', await company.HeldByAsync(other)) == "delta gamma", Patience);
        await company.EverythingIsToldOnceAsync(listener, 120);
        (await company.HeldByAsync(old)).ShouldBe(["alpha", "beta"]);
    }

    [Fact]
    public async Task A_lease_of_one_second_works()
    {
        await using var company = await Replicated.FoundAsync(rabbit, postgres, "00:00:01", Calls);
        await using var listener = await Listener.SubscribeAsync(company.Company.Broker.Uri);
        List<ServiceProcess> pollers = [company.StartPoller(), company.StartPoller()];
        await listener.WaitUntilAsync(deliveries => deliveries.Count >= 50, Patience);

        await pollers[0].KillAsync();

        await company.SpreadAsync([pollers[1]], 4);
        await company.EverythingIsToldOnceAsync(listener, 120);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
