using System.Globalization;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class RevontGatewayTests
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(200, ApiFailure.TimedOut)]
    [InlineData(404, ApiFailure.NotFound)]
    [InlineData(500, ApiFailure.Unavailable)]
    internal async Task A_body_that_never_ends_times_out(int status, ApiFailure failure)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        using var fixture = new GatewayFixture(revont, time);
        var bodyStarted = HangInBody(revont, status);

        var response = fixture.GetAsync("call_1");
        await bodyStarted;
        await Eventually.Be(() =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            return response.IsCompleted;
        });
        (await response).Failure.ShouldBe(failure);
    }

    [Fact]
    public async Task A_request_that_is_given_up_within_its_body_has_no_result()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        using var fixture = new GatewayFixture(revont, time);
        using var givenUp = new CancellationTokenSource();
        var bodyStarted = HangInBody(revont, status: 200);
        var response = fixture.Gateway.GetAsync(Lane.Live, "call_1", givenUp.Token);
        await bodyStarted;

        await givenUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(response);
    }

    /// <summary>From now on a response stops within its body. Completes when one has begun.</summary>
    private static Task HangInBody(ScriptedRevont revont, int status)
    {
        var bodyStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        revont.Intercept = async (_, context) =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("{\"data\":[");
            await context.Response.Body.FlushAsync();
            bodyStarted.TrySetResult();
            await ScriptedRevont.HangAsync(context);
            return true;
        };
        return bodyStarted.Task;
    }

    [Fact]
    public async Task One_failure_delays_no_request_and_a_second_in_a_row_delays_all()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Add("good", revont.Now);
        revont.RespondWithStatus(request => request.CallId?.EndsWith("broken", StringComparison.Ordinal) is true, 500);
        using var fixture = new GatewayFixture(revont, time);

        // Repeated failures of one call do not concern the others.
        for (var attempt = 0; attempt < 5; attempt++)
            (await fixture.GetAsync("broken").WaitAsync(Eventually.Patience)).Failure.ShouldBe(ApiFailure.Unavailable);
        fixture.Account.Health.Problem.ShouldBeNull();
        (await fixture.GetAsync("good").WaitAsync(Eventually.Patience)).Failure.ShouldBe(ApiFailure.None);

        await fixture.GetAsync("broken");
        await fixture.GetAsync("also broken").WaitAsync(Eventually.Patience);
        fixture.Account.Health.Problem.ShouldBe("HTTP 500");
        var delayed = fixture.GetAsync("good");
        time.Advance(TimeSpan.FromSeconds(0.9));
        delayed.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(0.4));
        (await delayed.WaitAsync(Eventually.Patience)).Failure.ShouldBe(ApiFailure.None);
        fixture.Account.Health.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData(500, 2, 1.3)]
    [InlineData(429, 1, 1.3)]
    [InlineData(401, 1, 6.3)]
    public async Task Concurrent_failures_count_as_one(int status, int rounds, double seconds)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        var arrived = 0;
        var response = new TaskCompletionSource();
        revont.Intercept = async (_, context) =>
        {
            Interlocked.Increment(ref arrived);
            await response.Task;
            await ScriptedRevont.SendAsync(context, status, "");
            return true;
        };
        using var fixture = new GatewayFixture(revont, time);
        List<Task> requests = [];
        var completed = 0;

        // A failure that may be transient delays other requests only in the second round.
        for (var round = 0; round < rounds; round++)
        {
            (arrived, response) = (0, new TaskCompletionSource());
            requests = [.. Enumerable.Range(0, 8).Select(_ => fixture.ListAsync())];
            await Eventually.Be(() => arrived == 8);
            time.Advance(TimeSpan.FromSeconds(1));
            response.SetResult();
            completed += 8;
            await Eventually.Be(() => fixture.CompletedRequests >= completed);
        }

        await Eventually.Be(() =>
            (fixture.Account.Health.Problem ?? fixture.Account.Health.PausedUntil?.ToString("O", CultureInfo.InvariantCulture)) is not null
        );
        revont.StopIntercepting();
        var next = fixture.ListAsync();
        time.Advance(TimeSpan.FromSeconds(0.9));
        next.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(seconds - 0.9));
        (await next.WaitAsync(Eventually.Patience)).Failure.ShouldBe(ApiFailure.None);
        await Task.WhenAll(requests);
    }

    [Fact]
    public async Task A_forbidden_call_does_not_mark_the_API_as_unhealthy()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.RespondWithStatus(request => request.CallId == "secret", 403);
        using var fixture = new GatewayFixture(revont, time);
        var response = await fixture.GetAsync("secret").WaitAsync(Eventually.Patience);
        (response.Failure, response.Error).ShouldBe((ApiFailure.Rejected, "HTTP 403"));
        fixture.Account.Health.Problem.ShouldBeNull();
    }
}
