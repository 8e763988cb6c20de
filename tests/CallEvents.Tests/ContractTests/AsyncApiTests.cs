using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.TestSupport;
using MassTransit;
using YamlDotNet.RepresentationModel;

namespace CallEvents.Tests.ContractTests;

public sealed class AsyncApiTests
{
    private static readonly AsyncApiDocument Document = AsyncApiDocument.Load();

    public static TheoryData<Type> Types => [.. Samples.Types];

    [Fact]
    public void It_is_an_AsyncAPI_3_document() => Document.Root.Text("asyncapi").ShouldBe("3.0.0");

    [Fact]
    public void The_exchanges_match_those_of_MassTransit() =>
        Document.Exchanges.ShouldBe(
            [ExchangeOf<CallRecorded>(), ExchangeOf<CallTranscribed>(), ExchangeOf<CallUpdated>(), ExchangeOf<CallTranscriptUnavailable>()],
            ignoreOrder: true
        );

    [Fact]
    public void A_channel_is_named_after_its_exchange_or_queue() =>
        Document
            .Root.Map("channels")
            .Children.Values.Select(channel => ((YamlMappingNode)channel).Text("address"))
            .ShouldBe(Document.Exchanges.Keys.Concat(Document.Queues.Keys));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_has_the_URN_of_MassTransit_its_own_schema_and_its_own_example(Type type)
    {
        var components = Document.Root.Map("components");
        var message = components.Map("messages").Map(type.Name);
        var kebab = JsonNamingPolicy.KebabCaseLower.ConvertName(type.Name);

        message.Map("payload").Text("$ref").ShouldBe($"#/components/schemas/{type.Name}Envelope");
        message.Text("contentType").ShouldBe("application/vnd.masstransit+json");
        var scalars = Scalars(components.Map("schemas").Map($"{type.Name}Envelope")).ToList();
        scalars.ShouldBe(["schemas/envelope.json", MessageUrn.ForTypeString(type), $"schemas/{kebab}.json"]);
        Scalars(message.Children["examples"]).ShouldContain($"examples/{kebab}.json");
    }

    [Fact]
    public void The_queues_of_both_subscribers_are_described()
    {
        Document.Queues.Keys.ShouldBe(["crm-log-call", "alerting-raise-alerts"]);
        Document.Queues["crm-log-call"].Messages.ShouldBe(["CallRecorded", "CallTranscribed", "CallUpdated"]);
        Document
            .Queues["crm-log-call"]
            .Arguments.ShouldBe(
                new Dictionary<string, string>
                {
                    ["x-queue-type"] = "quorum",
                    ["x-delivery-limit"] = "100000",
                    ["x-single-active-consumer"] = "true",
                },
                ignoreOrder: true
            );
        Document
            .Queues["alerting-raise-alerts"]
            .Messages.ShouldBe(["CallRecorded", "CallTranscribed", "CallUpdated", "CallTranscriptUnavailable"]);
        Document
            .Queues["alerting-raise-alerts"]
            .Arguments.ShouldBe(
                new Dictionary<string, string> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = "100000" },
                ignoreOrder: true
            );
        Document.Queues.Values.ShouldAllBe(queue => queue.Durable);
    }

    [Fact]
    public void Every_reference_resolves()
    {
        var references = References(Document.Root).ToList();

        references.Count.ShouldBeGreaterThan(20);
        foreach (var reference in references)
            Resolves(reference).ShouldBeTrue(reference);
    }

    [Fact]
    public void Every_reference_between_schemas_resolves()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Contracts, "schemas")))
        {
            foreach (var line in File.ReadLines(file).Where(line => line.Contains("\"$ref\"", StringComparison.Ordinal)))
                File.Exists(Path.Combine(Path.GetDirectoryName(file)!, line.Split('"')[3])).ShouldBeTrue($"{file}: {line}");
        }
    }

    private static KeyValuePair<string, AsyncApiExchange> ExchangeOf<T>()
        where T : class
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host("localhost"));
        var exchange = ((IRabbitMqMessagePublishTopology<T>)bus.Topology.Publish<T>()).Exchange;
        return new(exchange.ExchangeName, new(exchange.ExchangeType, exchange.Durable, exchange.AutoDelete));
    }

    private static bool Resolves(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return File.Exists(Path.Combine(Repository.Contracts, reference));

        YamlNode node = Document.Root;
        foreach (var step in reference[2..].Split('/'))
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(step, out var next))
                return false;
            node = next;
        }

        return true;
    }

    private static IEnumerable<string> References(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => map.Children.SelectMany(pair =>
                pair.Key.ToString() == "$ref" ? [pair.Value.ToString()] : References(pair.Value)
            ),
            YamlSequenceNode list => list.SelectMany(References),
            _ => [],
        };

    private static IEnumerable<string> Scalars(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => map.Children.Values.SelectMany(Scalars),
            YamlSequenceNode list => list.SelectMany(Scalars),
            _ => [node.ToString()],
        };
}
