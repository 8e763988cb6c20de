using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Alerting;

public sealed class TellingTests
{
    [Fact]
    public async Task A_lost_deal_is_told_once_by_each_channel_whatever_repeats_orders_and_replicas()
    {
        var state = ConsumerHost.NewState();
        var (first, second) = (new RecordingChannel("first"), new RecordingChannel("second"));
        await using var one = await AlertingHost.StartAsync(state, first, second);
        await using var two = await AlertingHost.StartAsync(state, first, second);
        string[] ids = [.. Enumerable.Range(0, 20).Select(number => $"call {number}")];
        object[] messages = [.. ids.SelectMany(Telling), .. ids.SelectMany(Telling)];
        Random.Shared.Shuffle(messages);

        await Task.WhenAll(messages.Select((message, number) => (number % 2 == 0 ? one : two).PublishAsync(message)));
        await one.PublishAsync(Messages.Updated(Messages.Call("last", Outcomes.Lost)));
        await two.PublishAsync(Messages.Updated(Messages.Call("also last", Outcomes.Lost)));

        foreach (var channel in (RecordingChannel[])[first, second])
        {
            await Eventually.Be(() => channel.Told.Select(alert => alert.Call.Id).Distinct().Count() == ids.Length + 2);
            channel.Told.Count.ShouldBe(ids.Length + 2);
        }

        one.Errors.Concat(two.Errors).ShouldBeEmpty();

        static IEnumerable<object> Telling(string id)
        {
            var call = Messages.Call(id, Outcomes.Lost);
            yield return Messages.Recorded(call, 1);
            yield return Messages.Transcribed(call, 2);
            yield return Messages.Updated(call, 3);
            yield return Messages.Unavailable(call, 4);
        }
    }

    [Fact]
    public async Task Nothing_is_dropped_by_its_revision()
    {
        var channel = new RecordingChannel();
        await using var host = await AlertingHost.StartAsync(null, channel);

        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Won), revision: 9));
        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost), revision: 3));

        await Eventually.Be(() => channel.Told.Count == 1);
    }

    [Fact]
    public async Task A_channel_that_is_away_makes_its_alerts_wait_and_keeps_no_other_channel_from_telling()
    {
        foreach (var way in (Func<ChannelResult>[])[() => new ChannelResult.RetryAfter(), () => throw new HttpRequestException("away"), () => new ChannelResult.NotAuthorised("look at Slack:Url")])
        {
            var (away, here) = (new RecordingChannel("away") { Answer = _ => Task.FromResult(way()) }, new RecordingChannel("here"));
            await using var host = await AlertingHost.StartAsync(null, away, here);

            await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost)));
            await Eventually.Be(() => here.Told.Count == 1);
            await Eventually.Be(() => host.OtherSide(RaiseAlertsConsumer.DownstreamName).Outage?.Failures >= 2);
            (await host.ReadinessAsync()).Entries[RaiseAlertsConsumer.DownstreamName].Status.ShouldBe(HealthStatus.Unhealthy);
            host.Errors.ShouldBeEmpty();

            away.Answer = RecordingChannel.Take;
            await Eventually.Be(() => away.Told.Count == 1);
            await Eventually.Be(() => host.OtherSide(RaiseAlertsConsumer.DownstreamName).Outage is null);
            here.Told.ShouldHaveSingleItem();
            host.Errors.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task An_alert_that_a_channel_rejects_goes_to_the_error_queue_with_the_reason_and_the_other_channel_tells_it()
    {
        var (picky, here) = (new RecordingChannel("picky") { Answer = _ => Task.FromResult<ChannelResult>(new ChannelResult.Rejected("too long")) }, new RecordingChannel("here"));
        await using var host = await AlertingHost.StartAsync(null, picky, here);

        await host.PublishAsync(Messages.Updated(Messages.Call("one", Outcomes.Lost)));

        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.Reason.ShouldBe("alerts of call one rejected: deal-lost by picky: too long");
        here.Told.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_log_channel_names_the_call_and_nobody_in_it()
    {
        await using var host = await AlertingHost.StartAsync();

        await host.PublishAsync(Messages.Transcribed(Messages.Call("one", Outcomes.Lost)));

        await Eventually.Be(() => host.Logged.Lines.Any(line => line.Contains("Alert deal-lost: call one of main", StringComparison.Ordinal)));
        host.Logged.Lines.ShouldAllBe(line => !line.Contains(Messages.Email) && !line.Contains(Messages.Words));
    }
}
