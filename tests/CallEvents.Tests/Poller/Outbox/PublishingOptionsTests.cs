using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class PublishingOptionsTests
{
    [Theory]
    [InlineData(CallEventType.CallRecorded, true)]
    [InlineData(CallEventType.CallTranscribed, true)]
    [InlineData(CallEventType.CallUpdated, false)]
    [InlineData(CallEventType.CallTranscriptUnavailable, false)]
    internal void By_default_CallRecorded_and_CallTranscribed_wait_for_a_subscriber(CallEventType type, bool waits) =>
        new PublishingOptions().Requires(type).ShouldBe(waits);
}
