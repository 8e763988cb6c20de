using System.Text;
using CallEvents.ServiceDefaults.Redrive;

namespace CallEvents.Tests.ServiceDefaults.Redrive;

public sealed class FaultHeadersTests
{
    [Fact]
    public void What_the_error_transport_and_the_queue_added_is_removed()
    {
        var headers = new Dictionary<string, object?>
        {
            ["MT-Reason"] = "fault",
            ["MT-Fault-Message"] = Encoding.UTF8.GetBytes("rejected"),
            ["MT-Fault-StackTrace"] = "at …",
            ["MT-Host-MachineName"] = "pod-1",
            ["x-delivery-count"] = 3L,
            ["MT-Host-Info"] = "{}",
            ["MT-Activity-Id"] = "00-1",
            ["callevents-replay"] = 7L,
        };

        var kept = FaultHeaders.Remove(headers);

        kept.ShouldNotBeNull().Keys.ShouldBe(["MT-Host-Info", "MT-Activity-Id", "callevents-replay"]);
        kept["callevents-replay"].ShouldBe(7L);
        headers.Count.ShouldBe(8, "the delivered message is left alone");
    }

    [Fact]
    public void A_message_that_had_no_headers_has_none_again()
    {
        FaultHeaders.Remove(null).ShouldBeNull();
        FaultHeaders.Remove(new Dictionary<string, object?> { ["MT-Reason"] = "dead-letter" }).ShouldBeNull();
    }

    [Fact]
    public void A_header_is_read_from_bytes_and_from_text()
    {
        var headers = new Dictionary<string, object?>
        {
            ["bytes"] = Encoding.UTF8.GetBytes("größer"),
            ["text"] = "text",
            ["number"] = 1,
        };

        FaultHeaders.Text(headers, "bytes").ShouldBe("größer");
        FaultHeaders.Text(headers, "text").ShouldBe("text");
        FaultHeaders.Text(headers, "number").ShouldBeNull();
        FaultHeaders.Text(null, "text").ShouldBeNull();
    }
}
