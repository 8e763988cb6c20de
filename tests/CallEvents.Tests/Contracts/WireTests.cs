using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.TestSupport;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.ContractTests;

public sealed class WireTests
{
    private static readonly JsonSerializerOptions MassTransits = SystemTextJsonMessageSerializer.Options;

    public static TheoryData<Type> Types => [.. Samples.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task The_example_is_what_MassTransit_sends_and_reads(Type type)
    {
        var example = Examples.Of(type);
        var received = new TaskCompletionSource<(string Body, string? ContentType, object Message)>(TaskCreationOptions.RunContinuationsAsynchronously);
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
        await bus.Publish(Samples.Of(type), type, Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = example["messageId"]!.GetValue<Guid>();
            context.ConversationId = example["conversationId"]!.GetValue<Guid>();
        }), TestContext.Current.CancellationToken);
        var (body, contentType, message) = await received.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await bus.StopAsync(TestContext.Current.CancellationToken);

        message.ShouldBeEquivalentTo(Samples.Of(type));
        contentType.ShouldBe("application/vnd.masstransit+json");
        MessageSchemas.ValidateEnvelope(body).ShouldBeEmpty();
        WithValuesOfThisRunFrom(example, body).ShouldBeApproved(Examples.PathOf(type));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_example_is_read_and_written_again_without_loss(Type type)
    {
        var message = Examples.Of(type)["message"]!;

        var read = message.Deserialize(type, MassTransits)!;

        read.ShouldBeEquivalentTo(Samples.Of(type));
        JsonNode.DeepEquals(JsonSerializer.SerializeToNode(read, type, MassTransits), message).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_member_added_later_is_ignored_by_a_subscriber_of_today(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        var later = message.DeepClone();
        foreach (var part in Objects(later).ToList())
            part["addedLater"] = new JsonObject { ["deep"] = 1 };

        later.Deserialize(type, MassTransits).ShouldBeEquivalentTo(Samples.Of(type));
        MessageSchemas.Validate(type.Name, later.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_value_nobody_knew_passes_through(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        foreach (var part in Objects(message))
            foreach (var open in new[] { "origin", "outcome", "speaker", "reason" })
                if (part.ContainsKey(open))
                    part[open] = $"a {open} of 2031";

        var written = JsonSerializer.SerializeToNode(message.Deserialize(type, MassTransits), type, MassTransits);

        JsonNode.DeepEquals(written, message).ShouldBeTrue();
        MessageSchemas.Validate(type.Name, message.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_may_be_null_may_also_be_absent(Type type)
    {
        var message = Examples.Of(type)["message"]!;
        foreach (var part in Objects(message).ToList())
            foreach (var empty in part.Where(member => member.Value is null).Select(member => member.Key).ToList())
                part.Remove(empty);

        message.Deserialize(type, MassTransits).ShouldBeEquivalentTo(Samples.Of(type));
        MessageSchemas.Validate(type.Name, message.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_message_without_a_required_member_is_refused(Type type)
    {
        foreach (var member in Examples.Of(type)["message"]!.AsObject().Select(member => member.Key).ToList())
        {
            var message = Examples.Of(type)["message"]!.AsObject();
            message.Remove(member);

            Should.Throw<JsonException>(() => message.Deserialize(type, MassTransits), $"{type.Name} without {member}");
        }
    }

    private static void Subscribe(
        IReceiveEndpointConfigurator endpoint, Type type, TaskCompletionSource<(string, string?, object)> received) =>
        typeof(WireTests).GetMethod(nameof(SubscribeTo), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, [endpoint, received]);

    private static void SubscribeTo<T>(IReceiveEndpointConfigurator endpoint, TaskCompletionSource<(string, string?, object)> received)
        where T : class =>
        endpoint.Handler<T>(context =>
        {
            received.TrySetResult((context.ReceiveContext.Body.GetString(), context.ReceiveContext.ContentType?.ToString(), context.Message));
            return Task.CompletedTask;
        });

    /// <summary>Addresses, time, tracing and host differ from run to run: only their presence and kind are compared.</summary>
    private static string WithValuesOfThisRunFrom(JsonObject example, string body)
    {
        var envelope = JsonNode.Parse(body)!.AsObject();
        foreach (var name in new[] { "sourceAddress", "destinationAddress", "sentTime", "headers" })
        {
            envelope[name]!.GetValueKind().ShouldBe(example[name]!.GetValueKind(), name);
            envelope[name] = example[name]!.DeepClone();
        }

        var host = envelope["host"]!.AsObject();
        foreach (var (name, value) in host.ToList())
            host[name] = example["host"]![name] is { } shown && shown.GetValueKind() == value?.GetValueKind() ? shown.DeepClone() : value?.DeepClone();
        return envelope.ToJsonString(MassTransits);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(member => member.Value).SelectMany(Objects).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };
}
