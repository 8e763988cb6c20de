using System.Text;
using CallEvents.ServiceDefaults.Redrive;

namespace CallEvents.Tests.ServiceDefaults.Redrive;

/// <summary>Which messages the options choose.</summary>
public sealed class RedriveRequestTests
{
    [Theory]
    [InlineData("""{"message":{"call":{"id":"call_1"}}}""", "call_1")]
    [InlineData("""{"message":{"call":{"id":1}}}""", null)]
    [InlineData("""{"message":{"call":null}}""", null)]
    [InlineData("""{"call":{"id":"call_1"}}""", null)]
    [InlineData("[1]", null)]
    [InlineData("no JSON", null)]
    [InlineData("", null)]
    public void The_call_of_a_message_is_in_its_envelope(string body, string? callId) =>
        MessageBody.CallIdOf(Encoding.UTF8.GetBytes(body)).ShouldBe(callId);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("call_1", null, true)]
    [InlineData("call_", null, false)]
    [InlineData("call_2", null, false)]
    [InlineData(null, "INVALID", true)]
    [InlineData(null, "call …:", true)]
    [InlineData(null, "call_1:", true)]
    [InlineData(null, "invalid", false)]
    [InlineData("call_1", "INVALID", true)]
    [InlineData("call_2", "INVALID", false)]
    [InlineData("call_1", "MISSING", false)]
    public void A_message_is_chosen_by_call_and_by_reason(string? callId, string? reason, bool isChosen)
    {
        var headers = new Dictionary<string, object?> { [FaultHeaders.Message] = Encoding.UTF8.GetBytes("rejects call call_1: INVALID") };

        new RedriveRequest("queue", callId, reason).Includes(headers, "call_1").ShouldBe(isChosen);
    }

    [Fact]
    public void A_message_without_call_or_reason_is_chosen_only_without_options()
    {
        new RedriveRequest("queue").Includes(null, null).ShouldBeTrue();
        new RedriveRequest("queue", CallId: "call_1").Includes(null, null).ShouldBeFalse();
        new RedriveRequest("queue", Reason: "INVALID").Includes(null, null).ShouldBeFalse();
    }
}
