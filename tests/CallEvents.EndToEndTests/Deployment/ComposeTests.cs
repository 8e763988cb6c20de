using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Deployment;

public sealed class ComposeTests
{
    [Fact]
    public async Task The_Compose_stack_loses_nothing_when_containers_are_killed_or_recreated()
    {
        Assert.SkipUnless(TestServers.UseContainers, "The stack needs a Docker engine that has its images or can pull them.");
        await using var stack = await ComposeStack.StartBrokerOnlyAsync();
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker);
        await stack.StartAsync();
        await VerifyContainersAreConfinedAsync(stack);
        await VerifyImageMetadataAsync(stack);

        foreach (var container in await stack.ContainersAsync())
        {
            // Each container is killed while events are being delivered.
            var before = subscriber.Deliveries.Count;
            await subscriber.WaitUntilAsync(deliveries => deliveries.Count > before);
            await stack.KillAsync(container);
            await stack.StartAsync();
        }

        await VerifyEachCallPublishedOnceAsync(stack, subscriber, atLeast: 200);

        await stack.DownAsync();
        await stack.StartAsync();

        await VerifyEachCallPublishedOnceAsync(stack, subscriber, atLeast: 200);
    }

    private static async Task VerifyContainersAreConfinedAsync(ComposeStack stack)
    {
        var containers = await stack.ContainersAsync();
        containers.Count.ShouldBe(7, "RabbitMQ, PostgreSQL, simulator, two pollers, CRM updater, alerting");
        foreach (var container in containers)
        {
            var memory = long.Parse(await stack.InspectAsync(container, "{{.HostConfig.Memory}}"), CultureInfo.InvariantCulture);
            memory.ShouldBeInRange(1, 1L << 30, container);
            (await stack.InspectAsync(container, "{{.State.OOMKilled}}")).Trim().ShouldBe("false", container);
            var ports = JsonSerializer.Deserialize<JsonElement>(await stack.InspectAsync(container, "{{json .NetworkSettings.Ports}}"));
            foreach (var published in ports.EnumerateObject().Where(port => port.Value.ValueKind == JsonValueKind.Array))
                published.Value.EnumerateArray().ShouldAllBe(port => port.GetProperty("HostIp").GetString() == "127.0.0.1");
            if (container.Contains("rabbitmq", StringComparison.Ordinal) || container.Contains("postgres", StringComparison.Ordinal))
                continue;
            const string format = "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}";
            (await stack.InspectAsync(container, format)).Trim().ShouldBe("1654:1654 true [ALL] [no-new-privileges:true]", container);
        }
    }

    private static async Task VerifyImageMetadataAsync(ComposeStack stack)
    {
        (string Name, string Service)[] images =
        [
            ("poller", "CallEvents.Poller"),
            ("crm-updater", "CallEvents.CrmUpdater"),
            ("alerting", "CallEvents.Alerting"),
            ("simulator", "CallEvents.Simulator"),
        ];
        var containers = await stack.ContainersAsync();
        foreach (var (name, service) in images)
        {
            var container = containers.First(container => container.Contains($"-{name}-", StringComparison.Ordinal));
            var json = await stack.InspectAsync(container, "{{json .Config.Labels}}");
            var labels = JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
            (labels["org.opencontainers.image.title"], labels["org.opencontainers.image.licenses"]).ShouldBe((service, "Apache-2.0"));
            labels.Keys.ShouldContain("org.opencontainers.image.revision");

            var sbom = JsonSerializer.Deserialize<JsonElement>(await stack.ReadFileAsync(container, "/app/sbom.cdx.json"));
            sbom.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
            sbom.GetProperty("metadata").GetProperty("component").GetProperty("name").GetString().ShouldBe(service);
            var components = sbom.GetProperty("components")
                .EnumerateArray()
                .Select(component => component.GetProperty("name").GetString())
                .ToList();
            components.Contains("MassTransit.RabbitMQ").ShouldBe(service != "CallEvents.Simulator", string.Join(", ", components));
            components.ShouldNotContain("Microsoft.EntityFrameworkCore.Design", "a build-time package that is not in the image");
        }
    }

    /// <summary>Verifies the calls that the API exposes at this moment; more calls keep arriving.</summary>
    private static async Task VerifyEachCallPublishedOnceAsync(ComposeStack stack, TestSubscriber subscriber, int atLeast)
    {
        await Eventually.Be(async () => (await stack.ExposedCallsAsync()).Count, count => count >= atLeast);
        var calls = await stack.ExposedCallsAsync();
        var ids = calls.Select(call => call.GetProperty("id").GetString()).ToHashSet();
        await subscriber.WaitUntilAsync(_ =>
            ids.IsSubsetOf(PublishedIds("CallRecorded")) && ids.IsSubsetOf(PublishedIds("CallTranscribed"))
        );
        var deliveries = subscriber.Deliveries.Where(delivery => ids.Contains(delivery.CallId));
        DeliveryVerifier.VerifyEachCallOnce([.. deliveries], calls, "CallRecorded", "CallTranscribed");
        await Eventually.Be(() => stack.CountAsync("crm-updater", TestStack.WrittenCallsSql), count => count >= ids.Count);

        HashSet<string?> PublishedIds(string type) => [.. subscriber.OfType(type).Select(delivery => delivery.CallId)];
    }
}
