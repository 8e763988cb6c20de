using System.Diagnostics;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Setup;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using CallEvents.TestSupport.HubSpot;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>The figures of <c>docs/crm.md</c>. Run by hand: <c>-explicit only -class '*HubSpotFigures'</c>.</summary>
public sealed class HubSpotFigures
{
    [Fact(Explicit = true)]
    public async Task Catch_up_of_10000_calls_under_the_limit()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        hubspot.Limits.PerTenSeconds = 100;
        await using var host = await StartAsync(hubspot);
        var startedAt = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(number => host.PublishAsync(Messages.Recorded(CreateCall(number)))));
        await Eventually.Be(() => hubspot.Calls.Count == 10_000, TimeSpan.FromMinutes(15));

        var limited = hubspot.Requests.Count(request => request.Status == 429);
        Write($"10,000 calls: {Stopwatch.GetElapsedTime(startedAt):mm\\:ss}, {hubspot.Requests.Count} requests, {limited} answered 429");
        limited.ShouldBe(0);
    }

    [Fact(Explicit = true)]
    public async Task A_single_call_from_message_to_record()
    {
        await using var hubspot = await HubSpotStub.StartAsync();
        await using var host = await StartAsync(hubspot);
        List<double> times = [];
        for (var number = 0; number < 50; number++)
        {
            var id = $"call {number}";
            var startedAt = Stopwatch.GetTimestamp();
            await host.PublishAsync(Messages.Recorded(CreateCall(number)));
            while (hubspot.LinksOf(id).Contacts.Count == 0)
                await Task.Yield();
            times.Add(Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds);
        }

        times.Sort();
        Write($"one call: median {times[25]:0} ms, slowest {times[^1]:0} ms");
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private static Call CreateCall(int number) =>
        Messages.Call($"call {number}", Outcomes.Won) with
        {
            ProspectEmail = $"prospect.{number}@customer.example",
        };

    private static async Task<ConsumerHost> StartAsync(HubSpotStub hubspot)
    {
        var host = await CrmHost.StartAsync(
            crm: null,
            configure: configuration =>
                configuration.AddInMemoryCollection([
                    new("Crm:Adapter", "hubspot"),
                    new("Crm:HubSpot:BaseUrl", hubspot.Url),
                    new("Crm:HubSpot:AccessToken", hubspot.Token),
                ])
        );
        await Eventually.Be(() => host.Resolve<CrmSetup>().IsPrepared);
        return host;
    }
}
