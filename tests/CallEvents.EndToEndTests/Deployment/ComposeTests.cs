using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

public sealed class ComposeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_whole_stack_comes_up_from_nothing_and_loses_nothing_when_its_containers_are_killed_or_taken_down()
    {
        Assert.SkipUnless(TestServers.AreContainers, "The stack needs a Docker engine that has, or can get, its images: none answers.");
        await using var stack = await ComposeStack.BeginAsync();
        await using var listener = await Listener.SubscribeAsync(stack.Broker);
        await stack.StartAsync();
        await EveryServiceIsConfinedAsync(stack);
        await EveryImageSaysWhatIsInItAsync(stack);

        foreach (var container in await stack.ContainersAsync())
        {
            // Something is on its way whoever is killed.
            var before = listener.Deliveries.Count;
            await listener.WaitUntilAsync(deliveries => deliveries.Count > before, Patience);
            await stack.KillAsync(container);
            await stack.StartAsync();
        }

        await EverythingIsToldOnceAsync(stack, listener, atLeast: 200);

        await stack.DownAsync();
        await stack.StartAsync();

        await EverythingIsToldOnceAsync(stack, listener, atLeast: 200);
    }

    private static async Task EveryServiceIsConfinedAsync(ComposeStack stack)
    {
        var containers = await stack.ContainersAsync();
        containers.Count.ShouldBe(7, "RabbitMQ, PostgreSQL, simulator, two pollers, CRM updater, alerting");
        foreach (var container in containers)
        {
            var memory = long.Parse(await stack.InspectAsync(container, "{{.HostConfig.Memory}}"), CultureInfo.InvariantCulture);
            memory.ShouldBeInRange(1, 1L << 30, container);
            (await stack.InspectAsync(container, "{{.State.OOMKilled}}")).Trim().ShouldBe("false", container);
            foreach (var ports in JsonSerializer.Deserialize<JsonElement>(await stack.InspectAsync(container, "{{json .NetworkSettings.Ports}}")).EnumerateObject().Where(port => port.Value.ValueKind == JsonValueKind.Array))
                ports.Value.EnumerateArray().ShouldAllBe(port => port.GetProperty("HostIp").GetString() == "127.0.0.1");
            if (container.Contains("rabbitmq", StringComparison.Ordinal) || container.Contains("postgres", StringComparison.Ordinal))
                continue;
            (await stack.InspectAsync(container, "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}")).Trim()
                .ShouldBe("1654:1654 true [ALL] [no-new-privileges:true]", container);
        }
    }

    private static async Task EveryImageSaysWhatIsInItAsync(ComposeStack stack)
    {
        var containers = await stack.ContainersAsync();
        foreach (var (name, service) in new[] { ("poller", "CallEvents.Poller"), ("crm-updater", "CallEvents.CrmUpdater"), ("alerting", "CallEvents.Alerting"), ("simulator", "CallEvents.Simulator") })
        {
            var container = containers.First(container => container.Contains($"-{name}-", StringComparison.Ordinal));
            var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(await stack.InspectAsync(container, "{{json .Config.Labels}}"))!;
            (labels["org.opencontainers.image.title"], labels["org.opencontainers.image.licenses"]).ShouldBe((service, "Apache-2.0"));
            labels.Keys.ShouldContain("org.opencontainers.image.revision");

            var bill = JsonSerializer.Deserialize<JsonElement>(await stack.ReadAsync(container, "/app/sbom.cdx.json"));
            bill.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
            bill.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString().ShouldBe(service);
            var parts = bill.GetProperty("components").EnumerateArray().Select(part => part.GetProperty("name").GetString()).ToList();
            parts.Contains("MassTransit.RabbitMQ").ShouldBe(service != "CallEvents.Simulator", string.Join(", ", parts));
            parts.ShouldNotContain("Microsoft.EntityFrameworkCore.Design", "it helps to build, and is not in the image");
        }
    }

    /// <summary>What the API shows by now, whatever comes afterwards.</summary>
    private static async Task EverythingIsToldOnceAsync(ComposeStack stack, Listener listener, int atLeast)
    {
        await Eventually.Be(async () => (await stack.TruthAsync()).Count, shown => shown >= atLeast, Patience);
        var truth = await stack.TruthAsync();
        var ids = truth.Select(call => call.GetProperty("id").GetString()).ToHashSet();
        await listener.WaitUntilAsync(_ => ids.IsSubsetOf(Told("CallRecorded")) && ids.IsSubsetOf(Told("CallTranscribed")), Patience);
        Judge.EachOnce([.. listener.Deliveries.Where(delivery => ids.Contains(delivery.CallId))], truth, "CallRecorded", "CallTranscribed");
        await Eventually.Be(
            () => stack.CountAsync("crm-updater", "SELECT COUNT(*) FROM written_calls WHERE fields_revision > 0 AND transcript_revision > 0"), count => count >= ids.Count, Patience);

        HashSet<string?> Told(string type) => [.. listener.Of(type).Select(delivery => delivery.CallId)];
    }
}
