using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>The metrics of every consumer: what became of each message, how long it took, and the circuit of its downstream.</summary>
public sealed class MessageMetrics
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600, 86400],
    };

    // A text of the contract, which a later poller may extend: a metric needs a bound.
    private static readonly string[] Origins = ["live", "backfill", "reread", "replay"];

    private readonly TimeProvider time;
    private readonly Counter<long> handled;
    private readonly Histogram<double> delay;

    /// <param name="meter">The service's meter.</param>
    /// <param name="prefix">The prefix of the metrics' names, such as <c>callevents.crm</c>.</param>
    /// <param name="downstream">The downstream, as descriptions call it.</param>
    /// <param name="circuit">Its circuit.</param>
    /// <param name="time">The clock.</param>
    public MessageMetrics(Meter meter, string prefix, string downstream, DownstreamCircuit circuit, TimeProvider time)
    {
        this.time = time;
        handled = meter.CreateCounter<long>($"{prefix}.messages.handled", "{message}", "Messages received, by what became of them");
        delay = meter.CreateHistogram(
            $"{prefix}.messages.delay",
            "s",
            "Time from the poller's observation to the end of handling",
            tags: null,
            advice: Buckets
        );
        meter.CreateObservableGauge(
            $"{prefix}.messages.waiting",
            () => circuit.Waiting,
            "{message}",
            $"Messages held while {downstream} is unavailable"
        );
        meter.CreateObservableCounter(
            $"{prefix}.messages.retried",
            () => circuit.Retries,
            "{attempt}",
            $"Attempts repeated because {downstream} was unavailable"
        );
        meter.CreateObservableGauge(
            $"{prefix}.circuit.state",
            () => Enum.GetValues<CircuitState>().Select(state => StateOf(circuit, state)),
            "{circuit}",
            $"Whether the circuit of {downstream} is in this state"
        );
    }

    /// <summary>Handles a message, and records what became of it: in a metric, and on the current span.</summary>
    public async Task RecordAsync(ReceivedMessage message, Func<Task<MessageOutcome>> handle)
    {
        var result = "failed";
        try
        {
            var outcome = await handle();
            result = NameOf(outcome);
            if (outcome is MessageOutcome.Handled)
                delay.Record(Math.Max(0, (time.GetUtcNow() - message.ObservedAt).TotalSeconds), TypeOf(message), OriginOf(message));
        }
        catch (MessageRejectedException)
        {
            result = "rejected";
            throw;
        }
        catch (OperationCanceledException)
        {
            result = "requeued";
            throw;
        }
        finally
        {
            handled.Add(1, TypeOf(message), new KeyValuePair<string, object?>(TelemetryNames.MessageOutcome, result));
            Activity.Current?.SetTag(TelemetryNames.MessageOutcome, result);
        }
    }

    private static Measurement<long> StateOf(DownstreamCircuit circuit, CircuitState state) =>
        new(circuit.State == state ? 1 : 0, new KeyValuePair<string, object?>("callevents.circuit.state", NameOf(state)));

    private static KeyValuePair<string, object?> TypeOf(ReceivedMessage message) => new("callevents.event.type", message.Type);

    private static KeyValuePair<string, object?> OriginOf(ReceivedMessage message) =>
        new("callevents.origin", Origins.Contains(message.Origin) ? message.Origin : "other");

    private static string NameOf(MessageOutcome outcome) =>
        outcome switch
        {
            MessageOutcome.Skipped => "skipped",
            MessageOutcome.Ignored => "ignored",
            _ => "handled",
        };

    private static string NameOf(CircuitState state) =>
        state switch
        {
            CircuitState.Closed => "closed",
            CircuitState.Open => "open",
            _ => "half_open",
        };
}
