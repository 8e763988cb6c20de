using System.Text.Json;
using System.Text.RegularExpressions;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>The bytes of a message at the broker: what subscribers may rely on, and what must not be there.</summary>
public sealed partial class WireFormatTests(RabbitMqServer rabbit)
{
    private static readonly string[] EnvelopeMembers = ["messageId", "conversationId", "messageType", "sentTime", "message"];

    /// <summary>Ours, MassTransit's trace context, and the sequence number of a publisher confirmation.</summary>
    private static readonly string[] Headers = ["traceparent", "MT-Activity-Id", "x-dotnet-pub-seq-no"];

    private static readonly SimulatorOptions OneCall = new()
    {
        Calls = 1,
        Days = 1,
        ArrivalsPerMinute = 0,
    };

    [Fact]
    public async Task A_message_has_the_smallest_envelope_and_the_promised_properties()
    {
        await using var stack = await TestStack.StartAsync(rabbit, OneCall);
        stack.Poller.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();

        var recorded = (await subscriber.WaitForAsync("CallRecorded", 1))[0];
        var transcribed = (await subscriber.WaitForAsync("CallTranscribed", 1))[0];

        foreach (var delivery in (Delivery[])[recorded, transcribed])
        {
            delivery.Envelope.EnumerateObject().Select(member => member.Name).ShouldBe(EnvelopeMembers);
            delivery
                .Envelope.GetProperty("messageType")
                .EnumerateArray()
                .Single()
                .GetString()
                .ShouldBe($"urn:message:CallEvents.Contracts:{delivery.Type}");
            var properties = delivery.Properties;
            properties.Type.ShouldBe(delivery.Type);
            properties.ContentType.ShouldBe("application/vnd.masstransit+json");
            properties.MessageId.ShouldBe(delivery.Envelope.GetProperty("messageId").GetString());
            DateTimeOffset
                .FromUnixTimeSeconds(properties.Timestamp.UnixTime)
                .ShouldBe(delivery.Envelope.GetProperty("sentTime").GetDateTimeOffset(), TimeSpan.FromSeconds(1));
            properties.DeliveryMode.ShouldBe(RabbitMQ.Client.DeliveryModes.Persistent);
            delivery.Headers.Keys.ShouldBe(Headers, ignoreOrder: true);
            delivery.Headers["traceparent"].ShouldBeOfType<string>().ShouldMatch(TraceParent().ToString());
        }
    }

    [Fact]
    public async Task Nothing_about_the_poller_or_its_machine_is_on_the_wire()
    {
        await using var stack = await TestStack.StartAsync(rabbit, OneCall);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();

        var delivery = (await subscriber.WaitForAsync("CallRecorded", 1))[0];

        var everything = JsonSerializer.Serialize(
            new
            {
                delivery.Properties,
                delivery.Headers,
                delivery.Body,
            }
        );
        foreach (
            var text in (string[])
                [
                    Environment.MachineName,
                    "CallEvents.Poller",
                    "rabbitmq://",
                    "amqp://",
                    "127.0.0.1",
                    "localhost",
                    "Unix",
                    "Linux",
                    Environment.Version.ToString(),
                    typeof(MassTransit.IBus).Assembly.GetName().Version!.ToString(3),
                ]
        )
        {
            everything.ShouldNotContain(text, Case.Insensitive);
        }

        Numbers().Matches(everything).Select(number => number.Value).ShouldNotContain($"{stack.Poller.Id}");
    }

    [GeneratedRegex("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$")]
    private static partial Regex TraceParent();

    [GeneratedRegex(@"(?<![0-9a-zA-Z-])\d+(?![0-9a-zA-Z-])")]
    private static partial Regex Numbers();
}
