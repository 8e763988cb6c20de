using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
        var rights = BrokerPermissions.Of(overlay);
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            (service.Broker.UserName, service.Broker.VirtualHost, service.Broker.Tls is not null).ShouldBe((workload.Name, rights.VirtualHost, name == "production"));
        }

        rights.Users.Keys.ShouldBe(rights.Tags.Keys, ignoreOrder: true);
        rights.Tags.Where(user => user.Value.Length > 0).Select(user => $"{user.Key} {user.Value}").ShouldBe(name == "production" ? ["monitor monitoring"] : []);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_poller_can_publish_and_cannot_consume(string name)
    {
        var poller = BrokerPermissions.Of(Overlay.Load(name)).Users["poller"];

        Document.Exchanges.Keys.ShouldAllBe(exchange => Allows(poller.Configure, exchange) && Allows(poller.Write, exchange) && !Allows(poller.Read, exchange));
        Document.Queues.Keys.ShouldAllBe(queue => !Allows(poller.Configure, queue) && !Allows(poller.Write, queue) && !Allows(poller.Read, queue));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_subscriber_owns_its_queues_and_cannot_publish(string name)
    {
        var rights = BrokerPermissions.Of(Overlay.Load(name)).Users;
        ConfiguredService.Queues.Values.ShouldBe(Document.Queues.Keys, ignoreOrder: true);
        foreach (var (subscriber, queue) in ConfiguredService.Queues)
        {
            var own = rights[subscriber];
            foreach (var suffix in (string[])["", "_error", "_skipped"])
            {
                (Allows(own.Configure, queue + suffix), Allows(own.Write, queue + suffix), Allows(own.Read, queue + suffix)).ShouldBe((true, true, true), queue + suffix);
                rights.Where(other => other.Key != subscriber)
                    .ShouldAllBe(other => !Allows(other.Value.Configure, queue + suffix) && !Allows(other.Value.Write, queue + suffix) && !Allows(other.Value.Read, queue + suffix));
            }

            Document.Queues[queue].Messages.Select(message => $"CallEvents.Contracts:{message}")
                .ShouldAllBe(exchange => Allows(own.Configure, exchange) && Allows(own.Read, exchange) && !Allows(own.Write, exchange));
            (Allows(own.Configure, $"x{queue}"), Allows(own.Read, $"{queue}x"), Allows(own.Read, "CallEventsXContracts:CallRecorded")).ShouldBe((false, false, false));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Full_queues_reject_no_publish_and_requeues_drop_no_message(string name)
    {
        var policies = BrokerPermissions.Of(Overlay.Load(name)).Policies;

        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["overflow"] == null);
        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["delivery-limit"]!.ToString() == Document.Queues.Values.First().Arguments["x-delivery-limit"]);
        Definition(policies, ConfiguredService.Queues.Values).Select(member => member.Key).ShouldBe(["delivery-limit", "dead-letter-exchange"], ignoreOrder: true);
        Definition(policies, ConfiguredService.Queues.Values.SelectMany(queue => (string[])[$"{queue}_error", $"{queue}_skipped"])).Select(member => member.Key)
            .ShouldBe(["delivery-limit", "dead-letter-exchange", "max-length", "message-ttl"], ignoreOrder: true);
    }

    [Fact]
    public void Both_overlays_grant_the_same_permissions_and_policies()
    {
        var (dev, production) = (BrokerPermissions.Of(Overlay.Load("dev")), BrokerPermissions.Of(Overlay.Load("production")));

        production.Users["monitor"].ShouldBe(("^$", "^$", "^$"));
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
        var users = BrokerPermissions.Definitions(overlay)["users"]!.AsArray().ToDictionary(user => user!["name"]!.GetValue<string>(), user => user!["password_hash"]!.GetValue<string>());
        foreach (var workload in overlay.Services)
        {
            await using var service = ConfiguredService.Of(workload, overlay);
            var known = Convert.FromBase64String(users[service.Broker.UserName]);
            SHA256.HashData([.. known[..4], .. Encoding.UTF8.GetBytes(service.Broker.Password)]).ShouldBe(known[4..], workload.Name);
        }
    }

    private static JsonObject Definition(IReadOnlyDictionary<string, (string Pattern, string Definition)> policies, IEnumerable<string> queues) =>
        JsonNode.Parse(policies.Values.Where(policy => queues.All(queue => Allows(policy.Pattern, queue))).ShouldHaveSingleItem().Definition)!.AsObject();

    // RabbitMQ's are Erlang's regular expressions; these mean the same in .NET.
    private static bool Allows(string right, string resource) => Regex.IsMatch(resource, right);
}
