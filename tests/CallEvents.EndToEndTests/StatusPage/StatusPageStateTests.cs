using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.Simulator.Faults;
using Microsoft.Playwright;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>Each state that <see cref="StatusPageJourneyTests"/> does not meet, made to happen, as the page says it.</summary>
public sealed class StatusPageStateTests(RabbitMqServer rabbit, PostgreSqlServer postgres, ChromiumBrowser browser)
{
    private const string OtherKey = "key-of-the-other-workspace";

    private static readonly SimulatorOptions Arriving = new()
    {
        Calls = 20,
        Days = 1,
        ArrivalsPerMinute = 120,
        TranscriptDelay = TimeSpan.FromSeconds(1),
        AdditionalApiKeys = [OtherKey],
    };

    [Fact]
    public async Task An_operator_pauses_a_workspace_and_another_is_left_without_a_replica()
    {
        await using var stack = await StartAsync(Arriving);
        var poller = await stack.StartPollerAsync();
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await using var opened = await browser.OpenAsync(poller.Page);
        await opened.WaitForStateAsync("upToDate");

        await stack.RunCommandAsync("pause", "main");
        (await opened.WaitForStateAsync("paused")).ShouldMatch(@"paused since \d\d:\d\d:\d\dZ by an operator");
        var job = opened.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "pause" });
        (await job.InnerTextAsync()).ShouldMatch(@"^pause 1\s+done");
        await stack.RunCommandAsync("resume", "main");
        await opened.WaitForStateAsync("upToDate");

        stack.Settings.Remove("Revont:Workspaces:main:ApiKey");
        stack.Settings["Revont:Workspaces:other:ApiKey"] = OtherKey;
        var other = await stack.StartPollerAsync();
        var overview = opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Workspaces" }).GetByRole(AriaRole.Listitem);
        await overview.Filter(new() { HasText = "other" }).Filter(new() { HasText = "up to date" }).WaitForAsync();
        await stack.StopAsync(other);
        (await opened.WaitForStateAsync("unassigned")).ShouldMatch(@"unassigned since \d\d:\d\d:\d\dZ: no replica works on it");
        await overview.Filter(new() { HasText = "other" }).Filter(new() { HasText = "unassigned" }).WaitForAsync();
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_poller_that_was_off_says_how_it_catches_up()
    {
        await using var stack = await StartAsync(Arriving);
        stack.Settings["Polling:StartFrom"] = "now";
        stack.Settings["Polling:SliceLength"] = "00:01:00";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var before = await stack.StartPollerAsync();
        await using (var first = await browser.OpenAsync(before.Page))
            await first.WaitForStateAsync("upToDate");
        await stack.StopAsync(before);
        await BeginEarlierAsync(stack, TimeSpan.FromMinutes(20));
        stack.SetFaults(new FaultOptions { Timeout = new() });

        var poller = await stack.StartPollerAsync();
        await using var opened = await browser.OpenAsync(poller.Page);
        (await opened.WaitForStateAsync("starting")).ShouldMatch("no poll has completed yet, 2[0-9] min behind");
        stack.SetFaults(new FaultOptions { ServerError = new() { Status = 502 } });
        await stack.StopAsync(poller);
        poller = await stack.StartPollerAsync();
        await opened.Page.GotoAsync(poller.Page.ToString());
        await opened.WaitForStateAsync("apiUnavailable");
        (await opened.WaitForStateAsync("behind")).ShouldMatch("2[0-9] min behind");

        stack.SetFaults(
            new FaultOptions
            {
                SlowHeaders = new() { Only = RequestScope.List, Delay = TimeSpan.FromSeconds(1) },
            }
        );
        (await opened.WaitForStateAsync("catchingUp")).ShouldMatch(@"catching up: \d+ min( \d+ s)? behind");
        stack.SetFaults(FaultOptions.None);
        await opened.WaitForStateAsync("upToDate");
    }

    [Fact]
    public async Task Calls_that_come_late_are_counted_and_a_poll_without_an_answer_is_said()
    {
        await using var stack = await StartAsync(Arriving);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var poller = await stack.StartPollerAsync();
        await using var opened = await browser.OpenAsync(poller.Page);
        await opened.WaitForStateAsync("upToDate");
        await opened.Page.GetByText("No late calls").WaitForAsync();

        stack.SetFaults(
            new FaultOptions
            {
                LateArrival = new() { From = TimeSpan.FromSeconds(5), To = TimeSpan.FromSeconds(6) },
            }
        );
        await opened.Page.GetByText("the latest by at least").WaitForAsync();

        // Three polls and half a minute without an end, and less than the minute after which a request fails.
        stack.SetFaults(new FaultOptions { Timeout = new() });
        (await opened.WaitForStateAsync("pollBehind")).ShouldMatch(@"poll behind: no progress since \d\d:\d\d:\d\dZ, up to date until");
        opened.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_keeps_events_from_their_queues_is_said()
    {
        await using var stack = await StartAsync(Arriving);
        stack.Settings["Publishing:ExpectQueues:0"] = "billing=CallRecorded";
        stack.Settings["RabbitMq:Management"] = rabbit.ManagementUriFor(stack.Broker, RabbitMqServer.User, RabbitMqServer.Password);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var poller = await stack.StartPollerAsync();
        await using var opened = await browser.OpenAsync(poller.Page);
        (await opened.WaitForStateAsync("queueNotBound")).ShouldContain("queue billing is not bound for CallRecorded");
        await using var billing = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "billing", "CallRecorded");
        await opened.WaitUntilGoneAsync("queueNotBound");

        stack.HoldBroker();
        (await opened.WaitForStateAsync("publishingFails")).ShouldMatch(@"cannot publish since \d\d:\d\d:\d\dZ: ");
        stack.ReleaseBroker();
        await opened.WaitUntilGoneAsync("publishingFails");

        stack.CutDatabase();
        (await opened.WaitForStateAsync("ledgerUnavailable")).ShouldContain("the ledger does not answer");
        (await opened.Page.TitleAsync()).ShouldStartWith("Problem");
        stack.RestoreDatabase();
        await opened.WaitForStateAsync("upToDate");
        opened.Problems.ShouldBeEmpty();
    }

    private Task<PageStack> StartAsync(SimulatorOptions options) => PageStack.StartAsync(rabbit, postgres, options);

    /// <summary>Moves the start of the workspace and its watermark: for the next poller, the one before was off so long.</summary>
    private static async Task BeginEarlierAsync(PageStack stack, TimeSpan span)
    {
        var microseconds = (long)span.TotalMicroseconds;
        await PostgreSqlServer.QueryAsync(
            stack.Database,
            $"UPDATE workspaces SET started_at = started_at - {microseconds}, watermark = watermark - {microseconds} RETURNING name",
            row => row.GetString(0)
        );
    }
}
