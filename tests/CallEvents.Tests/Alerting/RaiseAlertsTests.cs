using System.Diagnostics.Metrics;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.Tests.Poller.Diagnostics;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Alerting;

public sealed class RaiseAlertsTests
{
    private static readonly Func<ChannelResult>[] Failures =
    [
        () => new ChannelResult.RetryAfter(),
        () => throw new HttpRequestException("unavailable"),
        () => new ChannelResult.Unauthorized("check Slack:Url"),
    ];

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_channel_sends_an_alert_once_despite_repeats_and_replicas()
    {
        var state = ConsumerHost.NewStatePath();
        var (first, second) = (new RecordingChannel("first"), new RecordingChannel("second"));
        await using var one = await AlertingHost.StartAsync(state, first, second);
        await using var two = await AlertingHost.StartAsync(state, first, second);
        string[] ids = [.. Enumerable.Range(0, 20).Select(number => $"call {number}")];
        object[] messages = [.. ids.SelectMany(MessagesOf), .. ids.SelectMany(MessagesOf)];
        new Random(1).Shuffle(messages);

        await Task.WhenAll(messages.Select((message, number) => (number % 2 == 0 ? one : two).PublishAsync(message)));
        await one.PublishAsync(Messages.Updated(Messages.Call("last", Outcomes.Lost)));
        await two.PublishAsync(Messages.Updated(Messages.Call("also last", Outcomes.Lost)));

        foreach (var channel in (RecordingChannel[])[first, second])
        {
            await Eventually.Be(() => channel.SentAlerts.Select(alert => alert.Call.Id).Distinct().Count() == ids.Length + 2);
            channel.SentAlerts.Count.ShouldBe(ids.Length + 2);
        }

        one.Errors.Concat(two.Errors).ShouldBeEmpty();

        static IEnumerable<object> MessagesOf(string id)
        {
            var call = Messages.Call(id, Outcomes.Lost);
            yield return Messages.Recorded(call, 1);
            yield return Messages.Transcribed(call, 2);
            yield return Messages.Updated(call, 3);
            yield return Messages.Unavailable(call, 4);
        }
    }

    [Fact]
    public async Task Replicas_whose_clocks_differ_send_an_alert_once()
    {
        var state = ConsumerHost.NewStatePath();
        var channel = new RecordingChannel();
        channel.Send = async alert =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestEnded);
            return await RecordingChannel.Accept(alert);
        };
        await using var one = await AlertingHost.StartAsync(state, channel);
        await using var ahead = await AlertingHost.StartAsync(new ShiftedClock(TimeSpan.FromMinutes(2)), state, channel);
        using var metrics = new MetricRecorder(ahead.Resolve<IMeterFactory>(), "CallEvents.Alerting");
        var call = Messages.Call("one", Outcomes.Lost);

        await one.PublishAsync(Messages.Recorded(call, revision: 1));
        await Eventually.Be(() => channel.Attempts == 1);
        await ahead.PublishAsync(Messages.Transcribed(call, revision: 2));

        await Eventually.Be(() => channel.Attempts == 2 || metrics.Of("callevents.alerts.deduplicated").Count == 1);
        channel.Attempts.ShouldBe(1);
        channel.SentAlerts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_message_with_an_older_revision_still_raises_its_alert()
    {
        var channel = new RecordingChannel();
        await using var host = await AlertingHost.StartAsync(null, channel);

        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Won), revision: 9));
        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost), revision: 3));

        await Eventually.Be(() => channel.SentAlerts.Count == 1);
    }

    [Fact]
    public async Task Alerts_wait_for_an_unavailable_channel_without_delaying_the_others()
    {
        foreach (var failure in Failures)
        {
            var unavailable = new RecordingChannel("unavailable") { Send = _ => Task.FromResult(failure()) };
            var available = new RecordingChannel("available");
            await using var host = await AlertingHost.StartAsync(null, unavailable, available);

            await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost)));
            await Eventually.Be(() => available.SentAlerts.Count == 1);
            await Eventually.Be(() => CircuitOf(host).Outage?.Failures >= 2);
            (await host.CheckReadinessAsync()).Entries[RaiseAlertsConsumer.DownstreamName].Status.ShouldNotBe(HealthStatus.Healthy);
            host.Errors.ShouldBeEmpty();

            unavailable.Send = RecordingChannel.Accept;
            await Eventually.Be(() => unavailable.SentAlerts.Count == 1);
            await Eventually.Be(() => CircuitOf(host).Outage is null);
            available.SentAlerts.ShouldHaveSingleItem();
            host.Errors.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_day_of_channel_outage_and_a_restart_drop_no_alert()
    {
        var state = ConsumerHost.NewStatePath();
        var channel = new RecordingChannel { Send = _ => throw new HttpRequestException("unavailable") };
        var message = Messages.Recorded(Messages.Call("one", Outcomes.Lost));
        await using (var host = await AlertingHost.StartAsync(state, channel))
        {
            await host.PublishAsync(message);
            await Eventually.Be(() => CircuitOf(host).Outage is not null);
        }

        await using var nextDay = await AlertingHost.StartAsync(new ShiftedClock(TimeSpan.FromHours(25)), state, channel);
        await nextDay.PublishAsync(message);
        await Eventually.Be(() => CircuitOf(nextDay).Outage is not null);
        channel.Send = RecordingChannel.Accept;

        await Eventually.Be(() => channel.SentAlerts.Count == 1);
        await nextDay.PublishAsync(Messages.Recorded(Messages.Call("two", Outcomes.Lost)));
        await Eventually.Be(() => channel.SentAlerts.Count == 2);
        channel.SentAlerts.Select(alert => alert.Call.Id).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task A_rejected_alert_goes_to_the_error_queue_and_other_channels_send_it()
    {
        var rejecting = new RecordingChannel("rejecting");
        rejecting.Send = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("too long"));
        var available = new RecordingChannel("available");
        await using var host = await AlertingHost.StartAsync(null, rejecting, available);

        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost)));

        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.Reason.ShouldBe("alerts of call one rejected: deal-lost by rejecting: too long");
        available.SentAlerts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_log_channel_logs_the_call_id_and_no_personal_data()
    {
        await using var host = await AlertingHost.StartAsync();

        await host.PublishAsync(Messages.Transcribed(Messages.Call("one", Outcomes.Lost)));

        const string expected = "Alert deal-lost: call one of workspace main";
        await Eventually.Be(() => host.Logs.Lines.Any(line => line.Contains(expected, StringComparison.Ordinal)));
        host.Logs.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.TranscriptText));
    }

    private static DownstreamCircuit CircuitOf(ConsumerHost host) => host.Circuit(RaiseAlertsConsumer.DownstreamName);
}
