namespace CallEvents.Tests.Simulation.Scheduling;

public sealed class SchedulerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    private readonly Scheduler scheduler = new(seed: 1);

    [Fact]
    public void Time_moves_to_the_next_timer_when_nothing_is_ready()
    {
        var (process, clock) = Start();
        var waited = Run(process, async () => await Task.Delay(TimeSpan.FromMinutes(10), clock, CancellationToken.None));

        scheduler.RunUntil(() => waited.IsCompleted, Limit).ShouldBeTrue();

        scheduler.Now.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void A_killed_process_never_continues()
    {
        var (process, clock) = Start();
        var waited = Run(process, async () => await Task.Delay(TimeSpan.FromSeconds(2), clock, CancellationToken.None));
        scheduler.After(TimeSpan.FromSeconds(1), process.Kill);
        scheduler.After(TimeSpan.FromHours(2), () => { });

        scheduler.RunUntil(() => waited.IsCompleted, Limit).ShouldBeFalse();
    }

    [Fact]
    public void A_frozen_process_continues_when_it_is_thawed()
    {
        var (process, clock) = Start();
        var waited = Run(process, async () => await Task.Delay(TimeSpan.FromSeconds(2), clock, CancellationToken.None));
        scheduler.After(TimeSpan.FromSeconds(1), process.Freeze);
        scheduler.After(TimeSpan.FromSeconds(60), process.Thaw);

        scheduler.RunUntil(() => waited.IsCompleted, Limit).ShouldBeTrue();

        scheduler.Now.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Work_that_escapes_to_the_thread_pool_fails_the_run()
    {
        var (process, clock) = Start();
        using var hasEscaped = new ManualResetEventSlim();
        Run(
            process,
            async () =>
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                process.Post(_ => { }, null);
                hasEscaped.Set();
            }
        );
        Run(process, async () => await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None));
        scheduler.After(TimeSpan.FromMilliseconds(500), () => hasEscaped.Wait(TestContext.Current.CancellationToken));

        Should.Throw<InvalidOperationException>(() => scheduler.RunUntil(() => false, Limit)).Message.ShouldContain("escaped");
    }

    [Fact]
    public void Work_that_waits_for_nothing_that_will_come_fails_the_run()
    {
        var (process, _) = Start();
        var never = Run(process, () => Never.Of<bool>());

        Should.Throw<InvalidOperationException>(() => scheduler.RunUntil(() => never.IsCompleted, Limit)).Message.ShouldContain("no timer");
    }

    private (SimulatedProcess Process, TimeProvider Clock) Start()
    {
        var process = new SimulatedProcess("process", scheduler);
        return (process, new ProcessClock(process, DateTimeOffset.UnixEpoch));
    }

    private static Task Run(SimulatedProcess process, Func<Task> work)
    {
        var done = new TaskCompletionSource();
        process.Post(
            async _ =>
            {
                await work();
                done.SetResult();
            },
            null
        );
        return done.Task;
    }
}
