using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Reads which queues are bound, where the broker's management API can be asked.</summary>
internal static class QueueCheck
{
    private const string Name = "queues";

    public static async Task<IReadOnlyList<CheckLine>> RunAsync(CommandContext context)
    {
        var publishing = context.Get<PublishingOptions>();
        if (context.Get<ManagementOptions>().Management is not { Length: > 0 } address)
            return [CheckLine.Skipped(Name, "RabbitMq:Management is not set")];
        using var management = new BrokerManagement(address);
        IReadOnlyList<BrokerBinding> bindings;
        try
        {
            bindings = await management.ReadBindingsAsync(context.Stopping);
        }
        catch (Exception exception) when (!context.Stopping.IsCancellationRequested)
        {
            return
            [
                CheckLine.Wrong(
                    Name,
                    $"the management API does not answer ({QueueBindings.Describe(exception)})",
                    "check RabbitMq:Management, and that its user has the tag monitoring"
                ),
            ];
        }

        List<CheckLine> lines = [.. Unbound(publishing, bindings)];
        return lines.Count > 0 ? lines : [CheckLine.Well(Name, "bound as expected")];
    }

    private static IEnumerable<CheckLine> Unbound(PublishingOptions publishing, IReadOnlyList<BrokerBinding> bindings)
    {
        var expected = publishing.ExpectQueues.Select(text => ExpectedQueue.Parse(text, publishing)!).ToList();
        foreach (var (queue, type) in QueueBindings.Missing(expected, bindings))
            yield return CheckLine.Wrong(Name, $"{queue} is not bound for {type}", "start its subscriber, or bind it");
        foreach (var type in Enum.GetValues<CallEventType>().Where(publishing.Requires))
        {
            if (QueueBindings.QueuesOf(type, bindings).Count == 0 && !expected.Any(queue => queue.Types.Contains(type)))
                yield return CheckLine.Wrong(Name, $"no queue is bound for {type}: its events wait", "start a subscriber");
        }
    }
}
