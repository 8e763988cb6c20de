using CallEvents.Poller.Api;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class GatewayTests
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(200)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task A_body_that_drips_for_ever_is_given_up(int status)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        using var asking = new Asking(revont, time);
        var dripped = new TaskCompletionSource();
        revont.Otherwise = async (_, context) =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("{\"data\":[");
            await context.Response.Body.FlushAsync();
            dripped.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };

        var answer = asking.GetAsync("call_1");
        await dripped.Task;
        await Eventually.Be(() =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return answer.IsCompleted;
        }, TimeSpan.FromSeconds(5));
        (await answer).Failure.ShouldNotBe(ApiFailure.None);
    }

    [Fact]
    public async Task One_failure_stops_nobody_and_a_second_in_a_row_makes_everybody_wait()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Add("good", revont.Now);
        revont.Answer(request => request.CallId?.StartsWith("poison", StringComparison.Ordinal) is true, 500);
        using var asking = new Asking(revont, time);

        // The same call again and again says nothing about the others.
        for (var again = 0; again < 5; again++)
            (await asking.GetAsync("poison").WaitAsync(TimeSpan.FromSeconds(5))).Failure.ShouldBe(ApiFailure.Unavailable);
        asking.Health.Problem.ShouldBeNull();
        (await asking.GetAsync("good").WaitAsync(TimeSpan.FromSeconds(5))).Failure.ShouldBe(ApiFailure.None);

        await asking.GetAsync("poison");
        await asking.GetAsync("poison too").WaitAsync(TimeSpan.FromSeconds(5));
        asking.Health.Problem.ShouldBe("status 500");
        var waits = asking.GetAsync("good");
        time.Advance(TimeSpan.FromSeconds(0.9));
        waits.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.4));
        (await waits.WaitAsync(TimeSpan.FromSeconds(5))).Failure.ShouldBe(ApiFailure.None);
        asking.Health.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData(500, 2, 1.3)]
    [InlineData(429, 1, 1.3)]
    [InlineData(401, 1, 6.3)]
    public async Task Requests_that_fail_together_are_one_failure(int status, int rounds, double seconds)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        var arrived = 0;
        var answer = new TaskCompletionSource();
        revont.Otherwise = async (_, context) =>
        {
            Interlocked.Increment(ref arrived);
            await answer.Task;
            await ScriptedRevont.SendAsync(context, status, "");
            return true;
        };
        using var asking = new Asking(revont, time);
        List<Task> requests = [];
        var answered = 0;

        // Of a failure that may be chance it is the second round that makes everybody wait.
        for (var round = 0; round < rounds; round++)
        {
            (arrived, answer) = (0, new TaskCompletionSource());
            requests = [.. Enumerable.Range(0, 8).Select(_ => asking.ListAsync())];
            await Eventually.Be(() => arrived == 8);
            time.Advance(TimeSpan.FromSeconds(1));
            answer.SetResult();
            answered += 8;
            await Eventually.Be(() => asking.Answers == answered);
        }

        await Eventually.Be(() => (asking.Health.Problem ?? asking.Health.PausedUntil?.ToString()) is not null);
        revont.Otherwise = (_, _) => Task.FromResult(false);
        var next = asking.ListAsync();
        time.Advance(TimeSpan.FromSeconds(0.9));
        next.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(seconds - 0.9));
        (await next.WaitAsync(TimeSpan.FromSeconds(5))).Failure.ShouldBe(ApiFailure.None);
        await Task.WhenAll(requests);
    }

    [Fact]
    public async Task A_call_that_alone_is_forbidden_is_that_calls_trouble()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Answer(request => request.CallId == "secret", 403);
        using var asking = new Asking(revont, time);
        var answer = await asking.GetAsync("secret").WaitAsync(TimeSpan.FromSeconds(5));
        (answer.Failure, answer.Error).ShouldBe((ApiFailure.Rejected, "status 403"));
        asking.Health.Problem.ShouldBeNull();
    }
}
