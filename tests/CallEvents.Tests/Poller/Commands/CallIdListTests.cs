using CallEvents.Poller.Commands.Reading;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>The ids of calls in a file, as tools export them.</summary>
public sealed class CallIdListTests
{
    [Theory]
    [InlineData("call_a\r\n\r\n call_b \ncall_a\n")]
    [InlineData("name;call_id\nA;call_a\nB;call_b\n")]
    [InlineData("{\"id\": \"call_a\"}\n{\"id\": \"call_b\"}\n")]
    [InlineData("[\"call_a\", \"call_b\"]")]
    public void Ids_are_read_each_once(string text) => Read(text).ShouldBe(["call_a", "call_b"]);

    [Theory]
    [InlineData("name,duration\nA,5\n", "name, duration")]
    [InlineData("{\"name\": \"A\"}\n", "name")]
    [InlineData("[5]", "no ids")]
    public void A_file_without_ids_is_refused_with_what_it_has(string text, string found) =>
        Should
            .Throw<CommandUsageException>(() => Read(text))
            .Message.ShouldBe($"--ids: found {found}, expected a column or member id, call_id or callId");

    private static HashSet<string> Read(string text) => new CallIdList("--ids").Read("-", new StringReader(text));
}
