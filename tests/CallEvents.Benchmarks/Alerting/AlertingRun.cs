using CallEvents.Benchmarks.Throughput;
using CallEvents.EndToEndTests.Infrastructure;
using Microsoft.Data.Sqlite;
using RabbitMQ.Client;

namespace CallEvents.Benchmarks.Alerting;

/// <summary>Lets messages wait in alerting's queue, starts it, and measures until it has taken them all.</summary>
internal sealed class AlertingRun(RabbitMqServer broker, AlertingMessages messages, int calls)
{
    private const string Queue = "alerting-raise-alerts";
    private static readonly string[] Channels = ["oncall", "deals", "coaching", "emea-coaching", "managers"];
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <param name="rules">A rules file's text; null for the built-in rule.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<AlertingResult> RunAsync(string? rules, CancellationToken cancellationToken)
    {
        await using var vhost = await broker.CreateVhostAsync();
        await using var service = new ServiceProcess(
            "CallEvents.Alerting",
            [
                new("ConnectionStrings:RabbitMq", vhost.Uri.ToString()),
                .. Channels.Select(channel => new KeyValuePair<string, string?>($"Channels:{channel}:Type", "log")),
            ]
        );
        if (rules is not null)
        {
            var file = Path.Combine(service.Folder, "rules.yaml");
            await File.WriteAllTextAsync(file, rules, cancellationToken);
            service.Settings["Alerting:RulesFile"] = file;
        }

        // The service itself declares its queue.
        await service.StartAndWaitUntilReadyAsync();
        await service.StopAsync();
        await using var connection = await new ConnectionFactory { Uri = vhost.Uri }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken
        );
        await PublishAsync(channel, cancellationToken);

        await service.StartAndWaitUntilReadyAsync();
        var events = 2 * calls;
        await WaitUntilAsync(channel, count => count < events, cancellationToken);
        var (started, processor) = (TimeProvider.System.GetTimestamp(), ProcessStatistics.ProcessorSeconds(service.Id));
        await WaitUntilAsync(channel, count => count == 0, cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        processor = ProcessStatistics.ProcessorSeconds(service.Id) - processor;
        var memory = ProcessStatistics.PeakMemory(service.Id);
        await service.StopAsync();
        return new(events / elapsed, processor * 1000 / events, await CountAlertsAsync(service.Folder, cancellationToken), memory);
    }

    private async Task PublishAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/vnd.masstransit+json" };
        foreach (var batch in messages.Create(calls).Chunk(100))
        {
            var published = batch.Select(message =>
                channel.BasicPublishAsync(message.Exchange, "", mandatory: true, properties, message.Body, cancellationToken).AsTask()
            );
            await Task.WhenAll(published);
        }
    }

    private static async Task WaitUntilAsync(IChannel channel, Func<uint, bool> isReached, CancellationToken cancellationToken)
    {
        while (!isReached(await channel.MessageCountAsync(Queue, cancellationToken)))
            await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
    }

    private static async Task<long> CountAlertsAsync(string folder, CancellationToken cancellationToken)
    {
        var state = Directory.GetFiles(folder, "*.db", SearchOption.AllDirectories).Single();
        await using var connection = new SqliteConnection($"Data Source={state}");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM alerts WHERE rule_id <> ''";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>What a run has measured.</summary>
/// <param name="EventsPerSecond">From the first message that was taken to the last.</param>
/// <param name="ProcessorMilliseconds">The service's processor time for each event.</param>
/// <param name="Alerts">The alerts in the outbox, one for each channel.</param>
/// <param name="PeakMemory">In bytes.</param>
internal sealed record AlertingResult(double EventsPerSecond, double ProcessorMilliseconds, long Alerts, long PeakMemory);
