using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Deployment;

public sealed class BrokerTests
{
    private static readonly AsyncApiDocument Document = AsyncApiDocument.Load();

    public static TheoryData<string> Overlays => Overlay.NamesData;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Each_service_connects_as_its_own_user_to_the_declared_virtual_host(string name)
    {
        var overlay = Overlay.Load(name);
        var permissions = BrokerPermissions.Of(overlay);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            (service.Broker.UserName, service.Broker.VirtualHost).ShouldBe((workload.Name, permissions.VirtualHost));
            (service.Broker.Tls is not null).ShouldBe(name == "production", workload.Name);
        }

        permissions.Users.Keys.ShouldBe(permissions.Tags.Keys, ignoreOrder: true);
        permissions
            .Tags.Where(user => user.Value.Length > 0)
            .Select(user => $"{user.Key} {user.Value}")
            .ShouldBe(name == "production" ? ["monitor monitoring"] : []);
    }

    [Fact]
    public void The_authority_of_the_cluster_is_trusted_for_the_broker_alone()
    {
        var production = Overlay.Load("production");
        foreach (var workload in production.Services)
        {
            workload
                .Environment(production)
                .Select(variable => variable.Key)
                .ShouldNotContain(key => key.StartsWith("SSL_CERT_", StringComparison.Ordinal), workload.Name);
            var broker = production.SecretValues[$"{workload.Name}-settings"]["ConnectionStrings__RabbitMq"];
            workload.MountedFiles.ShouldContain(MountedAuthority.PathIn(broker).ShouldNotBeNull(workload.Name), workload.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_poller_can_publish_and_cannot_consume(string name)
    {
        var poller = BrokerPermissions.Of(Overlay.Load(name)).Users["poller"];

        foreach (var exchange in Document.Exchanges.Keys)
            poller.On(exchange).ShouldBe((Configure: true, Write: true, Read: false), exchange);
        foreach (var queue in Document.Queues.Keys)
            poller.On(queue).ShouldBe((false, false, false), queue);

        // Replays to a single queue.
        poller.On("amq.default").ShouldBe((Configure: false, Write: true, Read: false));
        poller.On("amq.direct").ShouldBe((false, false, false));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_exchanges_exist_before_the_first_service_starts(string name) =>
        BrokerPermissions
            .Of(Overlay.Load(name))
            .Exchanges.ShouldBe(
                [.. Document.Exchanges.Keys.Select(exchange => $"{exchange} fanout True"), "callevents-dead fanout True"],
                ignoreOrder: true
            );

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_subscriber_owns_its_queues_and_cannot_publish(string name)
    {
        var users = BrokerPermissions.Of(Overlay.Load(name)).Users;
        ConfiguredService.Queues.Values.ShouldBe(Document.Queues.Keys, ignoreOrder: true);
        foreach (var (subscriber, queue) in ConfiguredService.Queues)
        {
            var own = users[subscriber];
            foreach (var ownQueue in (string[])[queue, $"{queue}_error", $"{queue}_skipped"])
            {
                own.On(ownQueue).ShouldBe((true, true, true), ownQueue);
                foreach (var other in users.Where(other => other.Key != subscriber))
                    other.Value.On(ownQueue).ShouldBe((false, false, false), $"{other.Key} {ownQueue}");
            }

            foreach (var message in Document.Queues[queue].Messages)
                own.On($"CallEvents.Contracts:{message}").ShouldBe((Configure: false, Write: false, Read: true), message);
            own.On($"x{queue}").Configure.ShouldBeFalse();
            own.On($"{queue}x").Read.ShouldBeFalse();
            own.On("CallEventsXContracts:CallRecorded").Read.ShouldBeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Full_queues_reject_no_publish_and_requeues_drop_no_message(string name)
    {
        var policies = BrokerPermissions.Of(Overlay.Load(name)).Policies;
        var queues = ConfiguredService.Queues.Values.ToList();
        var limit = Document.Queues.Values.First().Arguments["x-delivery-limit"];

        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["overflow"] == null);
        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["delivery-limit"]!.ToString() == limit);
        DefinitionFor(policies, queues)
            .Select(member => member.Key)
            .ShouldBe(["delivery-limit", "dead-letter-exchange"], ignoreOrder: true);
        DefinitionFor(policies, queues.SelectMany(queue => (string[])[$"{queue}_error", $"{queue}_skipped"]))
            .Select(member => member.Key)
            .ShouldBe(["delivery-limit", "dead-letter-exchange", "max-length", "message-ttl"], ignoreOrder: true);
    }

    [Fact]
    public void Both_overlays_grant_the_same_permissions_and_policies()
    {
        var (dev, production) = (BrokerPermissions.Of(Overlay.Load("dev")), BrokerPermissions.Of(Overlay.Load("production")));

        production.Users["monitor"].ShouldBe(new UserPermissions("^$", "^$", "^$"));
        production.Users.Where(user => user.Key != "monitor").ShouldBe(dev.Users, ignoreOrder: true);
        production.Policies.Keys.ShouldBe(dev.Policies.Keys, ignoreOrder: true);
        foreach (var (policy, (pattern, definition)) in production.Policies)
        {
            pattern.ShouldBe(dev.Policies[policy].Pattern);
            JsonNode.DeepEquals(JsonNode.Parse(definition), JsonNode.Parse(dev.Policies[policy].Definition)).ShouldBeTrue(policy);
        }
    }

    [Fact]
    public async Task The_dev_broker_stores_only_password_hashes()
    {
        var overlay = Overlay.Load("dev");
        var hashes = BrokerPermissions.Definitions(overlay)["users"]!
            .AsArray()
            .ToDictionary(user => user!["name"]!.GetValue<string>(), user => user!["password_hash"]!.GetValue<string>());
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            var hash = Convert.FromBase64String(hashes[service.Broker.UserName]);
            SHA256.HashData([.. hash[..4], .. Encoding.UTF8.GetBytes(service.Broker.Password)]).ShouldBe(hash[4..], workload.Name);
        }
    }

    /// <summary>The definition of the one policy that applies to all of these queues.</summary>
    private static JsonObject DefinitionFor(
        IReadOnlyDictionary<string, (string Pattern, string Definition)> policies,
        IEnumerable<string> queues
    )
    {
        var policy = policies
            .Values.Where(policy => queues.All(queue => UserPermissions.Matches(policy.Pattern, queue)))
            .ShouldHaveSingleItem();
        return JsonNode.Parse(policy.Definition)!.AsObject();
    }
}
