using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Tests.ServiceDefaults.Outgoing;

public sealed class RequestBudgetTests
{
    [Fact]
    public async Task Requests_are_never_sent_faster_than_the_budget_allows()
    {
        using var budget = RequestBudget.Even(requestsPerSecond: 20);
        var startedAt = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 11).Select(_ => budget.AcquireAsync(TestContext.Current.CancellationToken)));

        // The first at the start, the eleventh ten pauses of 50 ms later.
        TimeProvider.System.GetElapsedTime(startedAt).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(450));
    }

    [Fact]
    public async Task A_permit_that_was_not_used_serves_the_next_request()
    {
        using var budget = RequestBudget.Even(requestsPerSecond: 0.01);
        await budget.AcquireAsync(TestContext.Current.CancellationToken);

        budget.Return();

        budget.AcquireAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();
        budget.AcquireAsync(TestContext.Current.CancellationToken).IsCompleted.ShouldBeFalse();
    }
}
