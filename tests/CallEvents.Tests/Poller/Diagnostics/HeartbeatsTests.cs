using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Diagnostics;

public sealed class HeartbeatsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider time = new();
    private readonly TaskCompletionSource end = new();
    private readonly Heartbeats heartbeats;

    public HeartbeatsTests() => heartbeats = new Heartbeats(time);

    private IEnumerable<string> Silent => heartbeats.SilentFor(Minute).Select(heartbeat => heartbeat.Loop);

    [Fact]
    public void A_loop_that_does_not_beat_is_named_while_another_beats()
    {
        _ = heartbeats.RunAsync("main", "hangs", () => end.Task);
        time.Advance(Minute * 2);
        _ = heartbeats.RunAsync("main", "beats", () => end.Task);
        Silent.ShouldBe(["main: hangs"]);
    }

    [Fact]
    public async Task A_loop_that_has_ended_is_not_expected_to_beat()
    {
        var ended = heartbeats.RunAsync("ends", () => end.Task);
        var failed = heartbeats.RunAsync("fails", () => throw new InvalidOperationException("as planned"));
        end.SetResult();
        await ended;
        await Should.ThrowAsync<InvalidOperationException>(failed);
        time.Advance(Minute * 2);
        Silent.ShouldBeEmpty();
    }

    [Fact]
    public void A_loop_that_has_announced_a_wait_is_silent_only_after_it()
    {
        _ = heartbeats.RunAsync("waits", () => BeatAsync(Minute * 10, TimeSpan.Zero));
        time.Advance(Minute * 10);
        Silent.ShouldBeEmpty("a step beside it takes nothing back");
        time.Advance(Minute * 2);
        Silent.ShouldBe(["waits"]);
    }

    [Fact]
    public async Task Nothing_is_expected_of_a_loop_while_any_of_its_steps_is_suspended()
    {
        var second = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        _ = heartbeats.RunAsync("suspended", () => Task.WhenAll(SuspendAsync(end.Task), SuspendAsync(second.Task), released.Task));
        time.Advance(Minute * 100);
        Silent.ShouldBeEmpty();
        end.SetResult();
        await Task.Yield();
        time.Advance(Minute * 100);
        Silent.ShouldBeEmpty("the second step still waits");
        second.SetResult();
        Silent.ShouldBeEmpty("the end of a wait is a beat");
        time.Advance(Minute * 2);
        Silent.ShouldBe(["suspended"]);
    }

    [Fact]
    public void A_loop_inside_of_another_beats_for_itself()
    {
        _ = heartbeats.RunAsync("outer", () => heartbeats.RunAsync("inner", () => BeatAsync(Minute * 10)));
        time.Advance(Minute * 2);
        Silent.ShouldBe(["outer"]);
    }

    [Fact]
    public async Task A_statement_may_take_as_long_as_its_time_out()
    {
        var options = new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").AddInterceptors(new HeartbeatInterceptor()).Options;
        await using var context = new DbContext(options);
        context.Database.SetCommandTimeout(Minute * 5);
        var executed = new TaskCompletionSource();
        _ = heartbeats.RunAsync("queries", QueryAsync);
        await executed.Task;
        time.Advance(Minute * 5);
        Silent.ShouldBeEmpty();
        time.Advance(Minute * 2);
        Silent.ShouldBe(["queries"]);

        async Task QueryAsync()
        {
            await context.Database.ExecuteSqlRawAsync("SELECT 1");
            executed.SetResult();
            await end.Task;
        }
    }

    [Fact]
    public void Outside_of_a_loop_nothing_beats()
    {
        Heartbeat.Beat();
        Heartbeat.Suspend().ShouldBeNull();
    }

    private Task BeatAsync(params TimeSpan[] announced)
    {
        foreach (var next in announced)
            Heartbeat.Beat(next);
        return end.Task;
    }

    private static async Task SuspendAsync(Task waiting)
    {
        using var suspension = Heartbeat.Suspend();
        await waiting;
    }
}
