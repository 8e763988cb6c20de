using CallEvents.Poller.Api;
using CallEvents.Revont.Settings;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

public sealed class ApiAccountTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ApiAccount account;

    public ApiAccountTests() => account = new ApiAccount("main", "key", () => null, new RevontOptions(), time, new Random(1));

    public void Dispose() => account.Dispose();

    [Fact]
    public void A_response_to_a_request_sent_before_the_key_was_rejected_does_not_end_the_rejection()
    {
        var sentAt = time.GetTimestamp();
        time.Advance(TimeSpan.FromSeconds(1));
        account.Rejections.Record(time.GetTimestamp());
        account.Health.RecordFailure("HTTP 403", time.GetUtcNow());

        account.RecordSuccess(sentAt);

        account.Health.Problem.ShouldBe("HTTP 403");
        account.RecordSuccess(time.GetTimestamp());
        account.Health.Problem.ShouldBeNull();
    }
}
