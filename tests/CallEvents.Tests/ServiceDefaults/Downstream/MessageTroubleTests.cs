using CallEvents.ServiceDefaults.Downstream;
using CallEvents.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.Downstream;

/// <summary>One message's own trouble is no outage, and an outage is no message's fault.</summary>
public sealed class MessageTroubleTests
{
    private static readonly DownstreamResult Error500 = DownstreamResult.Unavailable("500", isSuspect: true);

    private readonly FakeTimeProvider time = new();
    private bool answersProbe = true;
    private int probes;

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_busy_message_waits_with_growing_pauses_while_others_pass()
    {
        var circuit = CreateCircuit();
        var tries = 0;
        var busy = circuit.ExecuteAsync(
            _ => Task.FromResult(++tries < 4 ? DownstreamResult.Busy("locked") : DownstreamResult.Completed),
            TestEnded
        );

        (await circuit.ExecuteAsync(_ => Task.FromResult(DownstreamResult.Completed), TestEnded)).ShouldBe(DownstreamResult.Completed);
        circuit.Outage.ShouldBeNull();
        tries.ShouldBe(1);
        foreach (var (pause, expected) in ((int, int)[])[(250, 2), (500, 3), (1000, 4)])
        {
            time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            tries.ShouldBe(expected - 1);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.Be(() => tries == expected);
        }

        (await busy).ShouldBe(DownstreamResult.Completed);
    }

    [Fact]
    public async Task A_message_that_is_busy_too_often_is_rejected()
    {
        var circuit = CreateCircuit();
        var busy = circuit.ExecuteAsync(_ => Task.FromResult(DownstreamResult.Busy("conflict", maxTries: 5)), TestEnded);

        (await AdvanceUntilAsync(busy)).ShouldBeOfType<DownstreamResult.RejectedResult>().Reason.ShouldBe("conflict");
    }

    [Fact]
    public async Task A_message_that_fails_five_times_while_others_pass_is_rejected()
    {
        var circuit = CreateCircuit();
        var poison = circuit.ExecuteAsync(_ => Task.FromResult(Error500), TestEnded);
        while (!poison.IsCompleted)
        {
            (await circuit.ExecuteAsync(_ => Task.FromResult(DownstreamResult.Completed), TestEnded)).ShouldBe(DownstreamResult.Completed);
            circuit.Outage.ShouldBeNull();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var rejected = (await poison).ShouldBeOfType<DownstreamResult.RejectedResult>();
        rejected.Reason.ShouldBe("the CRM fails on this call (500) and answers others");
    }

    [Fact]
    public async Task A_single_message_is_judged_by_the_probe_with_longer_pauses()
    {
        var circuit = CreateCircuit();
        var startedAt = time.GetTimestamp();
        var poison = circuit.ExecuteAsync(_ => Task.FromResult(Error500), TestEnded);

        (await AdvanceUntilAsync(poison)).ShouldBeOfType<DownstreamResult.RejectedResult>();
        probes.ShouldBe(5);
        time.GetElapsedTime(startedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5 + 10 + 20 + 40));
    }

    [Fact]
    public async Task A_failing_probe_makes_it_an_outage_and_no_messages_fault()
    {
        answersProbe = false;
        var circuit = CreateCircuit();
        var isUp = false;
        var attempts = 0;
        var messages = Enumerable
            .Range(0, 10)
            .Select(_ =>
                circuit.ExecuteAsync(_ => Task.FromResult(++attempts > 0 && isUp ? DownstreamResult.Completed : Error500), TestEnded)
            )
            .ToList();
        await Eventually.Be(() => circuit is { Outage.Kind: OutageKind.Unavailable, Waiting: 10 });

        var before = attempts;
        for (var minute = 0; minute < 5; minute++)
        {
            var failures = circuit.Outage!.Failures;
            time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.Be(() => circuit.Outage!.Failures > failures);
        }

        attempts.ShouldBe(before, "while it is away the probe is tried, not a message");
        (isUp, answersProbe) = (true, true);
        time.Advance(TimeSpan.FromMinutes(1));
        (await Task.WhenAll(messages)).ShouldAllBe(result => result == DownstreamResult.Completed);
        circuit.Outage.ShouldBeNull();
    }

    [Fact]
    public async Task Many_that_fail_while_only_the_probe_answers_are_an_outage()
    {
        var circuit = CreateCircuit();
        var isUp = false;
        var messages = Enumerable
            .Range(0, 5)
            .Select(_ => circuit.ExecuteAsync(_ => Task.FromResult(isUp ? DownstreamResult.Completed : Error500), TestEnded))
            .ToList();
        await AdvanceUntilAsync(() => circuit.Outage is not null);

        for (var minute = 0; minute < 30; minute++)
            time.Advance(TimeSpan.FromMinutes(1));
        messages.ShouldAllBe(message => !message.IsCompleted);

        isUp = true;
        await AdvanceUntilAsync(() => messages.All(message => message.IsCompleted));
        (await Task.WhenAll(messages)).ShouldAllBe(result => result == DownstreamResult.Completed);
    }

    [Fact]
    public async Task Without_a_probe_the_message_that_failed_least_is_tried()
    {
        var circuit = CreateCircuit(hasProbe: false);
        var isUp = false;
        var poison = circuit.ExecuteAsync(_ => Task.FromResult(Error500), TestEnded);
        await Eventually.Be(() => circuit.Outage is not null);
        var good = circuit.ExecuteAsync(_ => Task.FromResult(isUp ? DownstreamResult.Completed : Error500), TestEnded);
        await Eventually.Be(() => circuit.Waiting == 2);

        isUp = true;
        time.Advance(TimeSpan.FromSeconds(5));

        (await good).ShouldBe(DownstreamResult.Completed);
        poison.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_under_way_when_a_limit_was_met_does_not_end_the_pause()
    {
        var circuit = CreateCircuit();
        var underWay = new TaskCompletionSource<DownstreamResult>();
        var first = circuit.ExecuteAsync(_ => underWay.Task, TestEnded);
        var attempts = 0;
        var limited = circuit.ExecuteAsync(
            _ =>
                Task.FromResult(
                    ++attempts == 1 ? DownstreamResult.Unavailable("429", TimeSpan.FromSeconds(30)) : DownstreamResult.Completed
                ),
            TestEnded
        );

        underWay.SetResult(DownstreamResult.Completed);
        (await first).ShouldBe(DownstreamResult.Completed);
        circuit.Outage.ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(30));
        (await limited).ShouldBe(DownstreamResult.Completed);
    }

    private DownstreamCircuit CreateCircuit(bool hasProbe = true) =>
        new(
            new DownstreamDefinition
            {
                Name = "crm",
                Title = "the CRM",
                MaxRejectedInARow = 20,
                Probe = hasProbe
                    ? _ =>
                    {
                        Interlocked.Increment(ref probes);
                        return Task.FromResult(answersProbe ? DownstreamResult.Completed : DownstreamResult.Unavailable("503"));
                    }
                    : null,
            },
            new DownstreamOptions { ImmediateRetries = [], MaxHoldTime = Timeout.InfiniteTimeSpan },
            time,
            NullLogger<DownstreamCircuit>.Instance,
            CancellationToken.None
        );

    private async Task<DownstreamResult> AdvanceUntilAsync(Task<DownstreamResult> message)
    {
        await AdvanceUntilAsync(() => message.IsCompleted);
        return await message;
    }

    private Task AdvanceUntilAsync(Func<bool> isDone) =>
        Eventually.Be(() =>
        {
            if (isDone())
                return true;
            time.Advance(TimeSpan.FromMilliseconds(250));
            return false;
        });
}
