using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using CallEvents.TestSupport;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ContractTests;

public sealed class EnvelopeTests
{
    private static readonly JsonSerializerOptions MassTransitOptions = SystemTextJsonMessageSerializer.Options;
    private static readonly string[] OpenMembers = ["origin", "outcome", "speaker", "reason"];

    public static TheoryData<Type> Types => [.. Samples.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_examples_match_what_the_poller_sends_and_MassTransit_reads(Type type)
    {
        var example = Examples.Of(type);
        var received = new TaskCompletionSource<(string Body, string? ContentType, object Message)>(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.UsingInMemory((_, memory) => memory.ReceiveEndpoint("subscriber", endpoint => Subscribe(endpoint, type, received)));
            })
            .BuildServiceProvider();
        var bus = services.GetRequiredService<IBusControl>();
        await bus.StartAsync(TestContext.Current.CancellationToken);
        var time = new FakeTimeProvider(example["sentTime"]!.GetValue<DateTimeOffset>());
        var sender = new MessageSender(
            bus,
            new QueueSender(new ServiceCollection().BuildServiceProvider(), time),
            new PublishingOptions(),
            time
        );
        await sender.SendAsync(OutboxRows.Of(EventOf(type), traceParent: null), TestContext.Current.CancellationToken);
        var (body, contentType, message) = await received.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await bus.StopAsync(TestContext.Current.CancellationToken);

        message.ShouldBeEquivalentTo(Samples.Of(type));
        contentType.ShouldBe("application/vnd.masstransit+json");
        MessageSchemas.ValidateEnvelope(body).ShouldBeEmpty();
        JsonNode.Parse(body)!.ToJsonString(MassTransitOptions).ShouldBeApproved(Examples.PathOf(type));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_examples_round_trip_without_loss(Type type)
    {
        var message = Examples.Of(type)["message"]!;

        var read = message.Deserialize(type, MassTransitOptions)!;

        read.ShouldBeEquivalentTo(Samples.Of(type));
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(read, type, MassTransitOptions), message).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Members_added_later_are_ignored_by_todays_subscribers(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        var later = message.DeepClone();
        foreach (var part in Objects(later).ToList())
            part["addedLater"] = new JsonObject { ["deep"] = 1 };

        later.Deserialize(type, MassTransitOptions).ShouldBeEquivalentTo(Samples.Of(type));
        MessageSchemas.Validate(type.Name, later.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Unknown_values_pass_through(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        foreach (var part in Objects(message))
        {
            foreach (var member in OpenMembers.Where(part.ContainsKey))
                part[member] = $"a {member} of 2031";
        }

        var written = JsonSerializer.SerializeToNode(message.Deserialize(type, MassTransitOptions), type, MassTransitOptions);

        JsonNode.DeepEquals(written, message).ShouldBeTrue();
        MessageSchemas.Validate(type.Name, message.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Nullable_members_may_be_absent(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        foreach (var part in Objects(message).ToList())
        {
            foreach (var empty in part.Where(member => member.Value is null).Select(member => member.Key).ToList())
                part.Remove(empty);
        }

        message.Deserialize(type, MassTransitOptions).ShouldBeEquivalentTo(Samples.Of(type));
        MessageSchemas.Validate(type.Name, message.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_without_a_required_member_is_rejected(Type type)
    {
        foreach (var member in Examples.Of(type)["message"]!.AsObject().Select(member => member.Key).ToList())
        {
            var message = Examples.Of(type)["message"]!.AsObject();
            message.Remove(member);

            Should.Throw<JsonException>(() => message.Deserialize(type, MassTransitOptions), $"{type.Name} without {member}");
        }
    }

    private static void Subscribe(
        IReceiveEndpointConfigurator endpoint,
        Type type,
        TaskCompletionSource<(string, string?, object)> received
    ) =>
        typeof(EnvelopeTests)
            .GetMethod(nameof(SubscribeTo), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, [endpoint, received]);

    private static void SubscribeTo<T>(IReceiveEndpointConfigurator endpoint, TaskCompletionSource<(string, string?, object)> received)
        where T : class =>
        endpoint.Handler<T>(context =>
        {
            var (body, contentType) = (context.ReceiveContext.Body.GetString(), context.ReceiveContext.ContentType?.ToString());
            received.TrySetResult((body, contentType, context.Message));
            return Task.CompletedTask;
        });

    /// <summary>The event whose message is the example.</summary>
    private static CallEvent EventOf(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        return new CallEvent
        {
            Workspace = message["workspace"]!.GetValue<string>(),
            CallId = message["call"]!["id"]!.GetValue<string>(),
            Revision = message["revision"]!.GetValue<long>(),
            Type = Enum.Parse<CallEventType>(type.Name),
            Lane = Lane.Live,
            ObservedAt = message["observedAt"]!.GetValue<DateTimeOffset>(),
            Message = Samples.Of(type),
        };
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) =>
        node switch
        {
            JsonObject o => o.Select(member => member.Value).SelectMany(Objects).Prepend(o),
            JsonArray a => a.SelectMany(Objects),
            _ => [],
        };
}
