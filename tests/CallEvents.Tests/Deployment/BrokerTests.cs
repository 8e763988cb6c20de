using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Deployment;

public sealed class BrokerTests
{
    private static readonly AsyncApiDocument Document = AsyncApiDocument.Load();

    public static TheoryData<string> Overlays => Overlay.Theory;

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Each_service_comes_as_its_own_user_to_the_virtual_host_that_there_is(string name)
    {
        var overlay = Overlay.Load(name);
        var rights = BrokerRights.Of(overlay);
        foreach (var workload in overlay.Services)
        {
            await using var service = Service.Of(workload, overlay);
            (service.Broker.UserName, service.Broker.VirtualHost, service.Broker.Tls is not null).ShouldBe((workload.Name, rights.VirtualHost, name == "production"));
        }

        rights.Rights.Keys.ShouldBe(rights.Tags.Keys, ignoreOrder: true);
        rights.Tags.Where(user => user.Value.Length > 0).Select(user => $"{user.Key} {user.Value}").ShouldBe(name == "production" ? ["monitor monitoring"] : []);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_poller_publishes_and_reads_nothing(string name)
    {
        var poller = BrokerRights.Of(Overlay.Load(name)).Rights["poller"];

        Document.Exchanges.Keys.ShouldAllBe(exchange => May(poller.Configure, exchange) && May(poller.Write, exchange) && !May(poller.Read, exchange));
        Document.Queues.Keys.ShouldAllBe(queue => !May(poller.Configure, queue) && !May(poller.Write, queue) && !May(poller.Read, queue));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void A_subscriber_has_its_own_queues_and_publishes_nothing(string name)
    {
        var rights = BrokerRights.Of(Overlay.Load(name)).Rights;
        Service.Queues.Values.ShouldBe(Document.Queues.Keys, ignoreOrder: true);
        foreach (var (subscriber, queue) in Service.Queues)
        {
            var own = rights[subscriber];
            foreach (var suffix in (string[])["", "_error", "_skipped"])
            {
                (May(own.Configure, queue + suffix), May(own.Write, queue + suffix), May(own.Read, queue + suffix)).ShouldBe((true, true, true), queue + suffix);
                rights.Where(other => other.Key != subscriber)
                    .ShouldAllBe(other => !May(other.Value.Configure, queue + suffix) && !May(other.Value.Write, queue + suffix) && !May(other.Value.Read, queue + suffix));
            }

            Document.Queues[queue].Messages.Select(message => $"CallEvents.Contracts:{message}")
                .ShouldAllBe(exchange => May(own.Configure, exchange) && May(own.Read, exchange) && !May(own.Write, exchange));
            (May(own.Configure, $"x{queue}"), May(own.Read, $"{queue}x"), May(own.Read, "CallEventsXContracts:CallRecorded")).ShouldBe((false, false, false));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void No_full_queue_refuses_a_publish_and_no_return_drops_a_message(string name)
    {
        var policies = BrokerRights.Of(Overlay.Load(name)).Policies;

        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["overflow"] == null);
        policies.Values.ShouldAllBe(policy => JsonNode.Parse(policy.Definition)!["delivery-limit"]!.ToString() == Document.Queues.Values.First().Arguments["x-delivery-limit"]);
        Definition(policies, Service.Queues.Values).Select(member => member.Key).ShouldBe(["delivery-limit", "dead-letter-exchange"], ignoreOrder: true);
        Definition(policies, Service.Queues.Values.SelectMany(queue => (string[])[$"{queue}_error", $"{queue}_skipped"])).Select(member => member.Key)
            .ShouldBe(["delivery-limit", "dead-letter-exchange", "max-length", "message-ttl"], ignoreOrder: true);
    }

    [Fact]
    public void Both_overlays_give_the_same_rights_under_the_same_policies()
    {
        var (dev, production) = (BrokerRights.Of(Overlay.Load("dev")), BrokerRights.Of(Overlay.Load("production")));

        production.Rights["monitor"].ShouldBe(("^$", "^$", "^$"));
        production.Rights.Where(user => user.Key != "monitor").ShouldBe(dev.Rights, ignoreOrder: true);
        production.Policies.Keys.ShouldBe(dev.Policies.Keys, ignoreOrder: true);
        foreach (var (policy, (pattern, definition)) in production.Policies)
        {
            pattern.ShouldBe(dev.Policies[policy].Pattern);
            JsonNode.DeepEquals(JsonNode.Parse(definition), JsonNode.Parse(dev.Policies[policy].Definition)).ShouldBeTrue(policy);
        }
    }

    [Fact]
    public async Task The_broker_of_dev_knows_the_passwords_of_its_services_by_their_hashes_alone()
    {
        var overlay = Overlay.Load("dev");
        var users = BrokerRights.Definitions(overlay)["users"]!.AsArray().ToDictionary(user => user!["name"]!.GetValue<string>(), user => user!["password_hash"]!.GetValue<string>());
        foreach (var workload in overlay.Services)
        {
            await using var service = Service.Of(workload, overlay);
            var known = Convert.FromBase64String(users[service.Broker.UserName]);
            SHA256.HashData([.. known[..4], .. Encoding.UTF8.GetBytes(service.Broker.Password)]).ShouldBe(known[4..], workload.Name);
        }
    }

    private static JsonObject Definition(IReadOnlyDictionary<string, (string Pattern, string Definition)> policies, IEnumerable<string> queues) =>
        JsonNode.Parse(policies.Values.Where(policy => queues.All(queue => May(policy.Pattern, queue))).ShouldHaveSingleItem().Definition)!.AsObject();

    // RabbitMQ's are Erlang's regular expressions; these mean the same in .NET.
    private static bool May(string right, string resource) => Regex.IsMatch(resource, right);
}
