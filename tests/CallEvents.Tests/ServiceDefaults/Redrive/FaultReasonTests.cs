using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Redrive;

namespace CallEvents.Tests.ServiceDefaults.Redrive;

/// <summary>The reasons as they are printed.</summary>
public sealed class FaultReasonTests
{
    private static readonly string Ours = typeof(MessageRejectedException).FullName!;

    [Theory]
    [InlineData("HubSpot rejects call call_1: PROPERTY_MISSING ('x')", "HubSpot rejects call …: PROPERTY_MISSING ('x')")]
    [InlineData("rejected: Email address jane.doe@acme.com is invalid", "rejected: Email address … is invalid")]
    [InlineData("one\nline\u001b[31m", "one line\uFFFD[31m")]
    public void A_reason_of_ours_is_alike_for_all_calls_and_has_no_address(string message, string printed) =>
        FaultReason.Of(Headers(Ours, message), "call_1").ShouldBe(printed);

    [Fact]
    public void What_the_framework_quotes_is_not_printed() =>
        FaultReason
            .Of(
                Headers(
                    "System.Text.Json.JsonException",
                    "'Jane said' cannot be converted. Path: $.message.call | LineNumber: 0 | BytePositionInLine: 171."
                ),
                null
            )
            .ShouldBe("'…' cannot be converted. Path: $.message.call");

    [Fact]
    public void A_long_reason_is_cut() => FaultReason.Of(Headers(Ours, new string('x', 500)), null).Length.ShouldBe(201);

    [Fact]
    public void A_message_without_a_reason_is_counted_too()
    {
        FaultReason.Of(null, null).ShouldBe("no reason is given");
        FaultReason.Of(new Dictionary<string, object?> { ["MT-Reason"] = "dead-letter" }, null).ShouldBe("no consumer for its type");
    }

    [Fact]
    public void The_number_of_reasons_is_bounded_and_the_number_of_messages_kept()
    {
        var counts = new ReasonCounts();
        for (var number = 0; number < 200; number++)
            counts.Add($"reason {number}");
        counts.Add("reason 7");

        var list = counts.ToList();

        list.Count.ShouldBe(51);
        list.Sum(one => one.Messages).ShouldBe(201);
        list[0].ShouldBe(new ReasonCount("other reasons", 150));
        list[1].ShouldBe(new ReasonCount("reason 7", 2));
    }

    private static Dictionary<string, object?> Headers(string type, string message) =>
        new() { [FaultHeaders.ExceptionType] = type, [FaultHeaders.Message] = message };
}
