using System.Net;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Slack;
using Npgsql;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>Alerts on their way from a real broker to channels, with the service as processes.</summary>
public sealed class AlertDeliveryTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private const int Count = 40;

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_replicas_send_each_alert_once()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        var state = await postgres.CreateDatabaseAsync();
        await using var one = AlertingProcess.Create(broker, deals, coaching, state);
        await using var two = AlertingProcess.Create(broker, deals, coaching, state);
        await using var three = AlertingProcess.Create(broker, deals, coaching, state);
        await Task.WhenAll(new[] { one, two, three }.Select(replica => replica.StartAndWaitUntilReadyAsync()));

        object[] messages = [.. AlertingProcess.Calls(0, Count), .. AlertingProcess.Calls(0, Count)];
        new Random(1).Shuffle(messages);
        await TestPublisher.PublishAsync(broker, messages);
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(Count, 1));

        await Eventually.Be(() => deals.Messages.Count >= 2 * (Count + 1) && coaching.Messages.Count >= Count + 1);
        await Eventually.Be(async () => (await broker.QueueAsync(AlertingProcess.Queue))!.Messages == 0);
        AlertingProcess.CallsOf(coaching.Messages).Values.ShouldAllBe(times => times == 1);
        AlertingProcess.CallsOf(deals.Messages).Values.ShouldAllBe(times => times == 2);
        (await broker.QueueAsync(AlertingProcess.Queue + "_error")).ShouldBeNull();
        AlertingProcess.ShowsNothingPersonal(one, deals, coaching);
    }

    [Fact]
    public async Task A_revoked_hook_stops_only_itself()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        await using var alerting = AlertingProcess.Create(broker, deals, coaching);
        await alerting.StartAndWaitUntilReadyAsync();
        deals.AnswerWith(404, "no_service");
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(0, Count));

        await Eventually.Be(() => coaching.Messages.Count == Count);
        await Eventually.Be(async () => await alerting.StatusAsync("/health/ready") == HttpStatusCode.ServiceUnavailable);
        await Eventually.Be(async () => (await broker.QueueAsync(AlertingProcess.Queue))!.Messages == 0);
        deals.Received.Count.ShouldBeLessThan(5, "one alert at a time is tried as a probe");
        await Eventually.Be(() => alerting.Output.Contains("Channel deals rejected our address or credentials", StringComparison.Ordinal));
        alerting.Output.ShouldContain("no_service");

        // A restart tries it without the pause.
        await alerting.StopAsync();
        deals.Override = _ => null;
        await alerting.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => deals.Messages.Count == 2 * Count);
        (await broker.QueueAsync(AlertingProcess.Queue + "_error")).ShouldBeNull();
        AlertingProcess.ShowsNothingPersonal(alerting, deals, coaching);
    }

    [Fact]
    public async Task Killed_between_sending_and_remembering_it_sends_at_most_once_more()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        var state = await postgres.CreateDatabaseAsync();
        await using var alerting = AlertingProcess.Create(broker, deals, coaching, state);
        await alerting.StartAndWaitUntilReadyAsync();
        var kill = new TaskCompletionSource();
        coaching.Override = _ =>
        {
            if (coaching.Received.Count == 5)
            {
                alerting.KillAsync().Wait(TestEnded);
                kill.TrySetResult();
            }

            return null;
        };
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(0, 10));
        await kill.Task.WaitAsync(TestEnded);

        coaching.Override = _ => null;
        await alerting.StartAndWaitUntilReadyAsync();
        await ExpireClaimsAsync(state);
        await Eventually.Be(() => AlertingProcess.CallsOf(coaching.Messages).Count == 10);
        await Eventually.Be(() => AlertingProcess.CallsOf(deals.Messages).Count == 10);
        AlertingProcess.CallsOf(coaching.Received.Select(request => request.Json)).Values.Max().ShouldBeLessThanOrEqualTo(2);
        coaching.Received.Count.ShouldBeLessThanOrEqualTo(11);
    }

    /// <summary>As if the minute had passed after which others take over what the killed process had claimed.</summary>
    private static async Task ExpireClaimsAsync(string state)
    {
        await using var source = NpgsqlDataSource.Create(state);
        await using var expire = source.CreateCommand("UPDATE alerts SET claimed_until = 1 WHERE claimed_until > 0");
        await expire.ExecuteNonQueryAsync(TestEnded);
    }
}
