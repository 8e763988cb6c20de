using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Resilience;
using CallEvents.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.ServiceDefaults.Downstream;

/// <summary>Many rejections in a row are a broken set-up, not the messages' fault.</summary>
public sealed class RejectionGuardTests
{
    private readonly FakeTimeProvider time = new();

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_twenty_rejections_in_a_row_one_message_a_minute_is_tried()
    {
        var circuit = CreateCircuit();
        var isBroken = true;
        var attempts = 0;
        var messages = Enumerable.Range(0, 50).Select(_ => circuit.ExecuteAsync(Attempt, TestEnded)).ToList();
        await Eventually.Be(() => circuit.Waiting == 30);

        messages.Count(message => message.IsCompleted).ShouldBe(20);
        circuit.Outage!.Kind.ShouldBe(OutageKind.Rejecting);
        for (var minute = 1; minute <= 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.Be(() => attempts == 20 + minute && circuit is { State: CircuitState.Open, Waiting: 30 });
            messages.Count(message => message.IsCompleted).ShouldBe(20);
        }

        isBroken = false;
        time.Advance(TimeSpan.FromMinutes(1));
        (await Task.WhenAll(messages)).Count(result => result == DownstreamResult.Completed).ShouldBe(30);
        circuit.Outage.ShouldBeNull();

        Task<DownstreamResult> Attempt(CancellationToken _)
        {
            Interlocked.Increment(ref attempts);
            return Task.FromResult(isBroken ? DownstreamResult.Rejected("required field", "REQUIRED") : DownstreamResult.Completed);
        }
    }

    [Fact]
    public async Task What_was_rejected_under_the_guard_is_tried_again_after_it()
    {
        var circuit = CreateCircuit();
        var isBroken = true;
        var late = new TaskCompletionSource<DownstreamResult>();
        var isFirst = true;
        var slow = circuit.ExecuteAsync(_ => isFirst ? First() : Task.FromResult(DownstreamResult.Completed), TestEnded);
        var others = Enumerable
            .Range(0, 30)
            .Select(_ =>
                circuit.ExecuteAsync(
                    _ => Task.FromResult(isBroken ? DownstreamResult.Rejected("rule", "RULE") : DownstreamResult.Completed),
                    TestEnded
                )
            )
            .ToList();
        await Eventually.Be(() => circuit is { State: CircuitState.Open, Waiting: 10 });

        isBroken = false;
        time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(others);
        late.SetResult(DownstreamResult.Rejected("rule", "RULE"));
        (await slow).ShouldBe(DownstreamResult.Completed);

        Task<DownstreamResult> First()
        {
            isFirst = false;
            return late.Task;
        }
    }

    [Fact]
    public async Task A_success_in_between_starts_the_count_of_rejections_anew()
    {
        var circuit = CreateCircuit();
        foreach (var number in Enumerable.Range(1, 100))
            await circuit.ExecuteAsync(
                _ => Task.FromResult(number % 20 == 0 ? DownstreamResult.Completed : DownstreamResult.Rejected("no", "NO")),
                TestEnded
            );
        circuit.Outage.ShouldBeNull();
    }

    private DownstreamCircuit CreateCircuit() =>
        new(
            new DownstreamDefinition
            {
                Name = "crm",
                Title = "the CRM",
                MaxRejectedInARow = 20,
                Probe = _ => Task.FromResult(DownstreamResult.Completed),
            },
            new DownstreamOptions { ImmediateRetries = [], MaxHoldTime = Timeout.InfiniteTimeSpan },
            time,
            NullLogger<DownstreamCircuit>.Instance,
            CancellationToken.None
        );
}
