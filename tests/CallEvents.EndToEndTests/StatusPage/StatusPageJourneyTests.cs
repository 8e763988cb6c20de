using System.Text.RegularExpressions;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator.Faults;
using CallEvents.TestSupport;
using Microsoft.Playwright;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>What troubles a poller, made to happen, as the page of a replica says it.</summary>
public sealed partial class StatusPageJourneyTests(StatusPageServers stack, ChromiumBrowser browser) : IClassFixture<StatusPageServers>
{
    /// <summary>On the page of the replica that holds nothing, which is opened once and never loaded again.</summary>
    [Fact]
    public async Task What_happens_is_said_on_every_replica_as_it_happens()
    {
        await using var opened = await browser.OpenAsync(
            stack.StandbyPage,
            new()
            {
                ViewportSize = new() { Width = 1200, Height = 1150 },
            }
        );
        var page = opened.Page;
        (await opened.WaitForStateAsync("noQueueBound")).ShouldContain("no queue is bound for CallRecorded");
        (await opened.WaitForStateAsync("backfilling")).ShouldContain("backfill ");
        await page.GetByText(TimeLeft()).First.WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Parked: ") }).WaitForAsync();
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Gaps: ") }).WaitForAsync();
        var thisOne = await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "this one" }).InnerTextAsync();
        thisOne.ShouldMatch(@"\(this one\)\s+alive\s+–\s+main");
        (await opened.TextAsync()).ShouldContain(stack.Holder);

        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await opened.WaitUntilGoneAsync("noQueueBound");
        await page.GetByText("published").First.WaitForAsync();
        await SaveScreenshotAsync(page);
        stack.SetFaults(FaultOptions.None);
        (await opened.WaitForStateAsync("upToDate")).ShouldMatch(@"up to date \d+ s ago");

        stack.CutBroker();
        (await opened.WaitForStateAsync("brokerUnreachable")).ShouldMatch(@"cannot publish: broker unreachable since \d\d:\d\d:\d\dZ");
        stack.RestoreBroker();
        await opened.WaitUntilGoneAsync("brokerUnreachable");

        stack.SetFaults(new FaultOptions { Unauthorized = new() });
        (await opened.WaitForStateAsync("keyRefused")).ShouldContain("check Revont:Workspaces:main:ApiKey");
        stack.SetFaults(new FaultOptions { ServerError = new() { Status = 502 } });
        (await opened.WaitForStateAsync("apiUnavailable")).ShouldContain("HTTP 502");
        stack.SetFaults(
            new FaultOptions
            {
                TooManyRequests = new() { RetryAfter = TimeSpan.FromSeconds(40), Count = 1 },
            }
        );
        (await opened.WaitForStateAsync("rateLimited")).ShouldMatch(@"waiting until \d\d:\d\d:\d\dZ: rate limited by the API");
        await opened.WaitForStateAsync("upToDate");
        opened.Problems.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^backfill \d+ %, .+ left; live calls up to date")]
    private static partial Regex TimeLeft();

    /// <summary>The picture of docs/status-page.md and the README; copied from there when the page has changed.</summary>
    private static async Task SaveScreenshotAsync(IPage page)
    {
        var path = Path.Combine(Repository.Root, "artifacts", "status-page.png");
        await page.ScreenshotAsync(new() { Path = path });
    }
}
