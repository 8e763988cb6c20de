using System.Net;
using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Bus;

namespace CallEvents.Poller.Outbox;

/// <summary>Which queues the broker's bindings connect with the events.</summary>
internal static class QueueBindings
{
    public static List<MissingBinding> Missing(IEnumerable<ExpectedQueue> expected, IReadOnlyList<BrokerBinding> bindings) =>
        [
            .. from queue in expected
            from type in queue.Types
            where !QueuesOf(type, bindings).Contains(queue.Name)
            select new MissingBinding(queue.Name, type),
        ];

    /// <summary>The queues that an event reaches, also through other exchanges: MassTransit puts one in front of each queue.</summary>
    public static HashSet<string> QueuesOf(CallEventType type, IReadOnlyList<BrokerBinding> bindings)
    {
        var targets = bindings.ToLookup(binding => binding.Source);
        var exchanges = new List<string> { $"{typeof(CallRecorded).Namespace}:{type}" };
        var queues = new HashSet<string>();
        for (var index = 0; index < exchanges.Count; index++)
        {
            foreach (var target in targets[exchanges[index]])
            {
                if (target.DestinationType == "queue")
                    queues.Add(target.Destination);
                else if (!exchanges.Contains(target.Destination))
                    exchanges.Add(target.Destination);
            }
        }

        return queues;
    }

    /// <summary>Why the bindings could not be read, for an operator.</summary>
    public static string Describe(Exception exception) =>
        exception switch
        {
            HttpRequestException { StatusCode: HttpStatusCode status } => $"HTTP {(int)status}",
            OperationCanceledException => "timeout",
            JsonException => "the answer is not a list of bindings",
            _ => exception.GetBaseException().Message.ReplaceLineEndings(" "),
        };
}
