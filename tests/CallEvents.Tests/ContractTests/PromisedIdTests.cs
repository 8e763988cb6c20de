using System.Text.Json;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

public sealed class PromisedIdTests
{
    public static TheoryData<Type> Types => [.. Samples.Types];

    [Fact]
    public void The_worked_examples_are_correct()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(Repository.MessageIds));

        foreach (var example in examples.RootElement.GetProperty("examples").EnumerateArray())
        {
            var (workspace, callId) = (example.GetProperty("workspace").GetString()!, example.GetProperty("callId").GetString()!);
            var (type, revision) = (example.GetProperty("messageType").GetString()!, example.GetProperty("revision").GetInt64());
            PromisedIds.MessageId(workspace, callId, type, revision).ShouldBe(example.GetProperty("messageId").GetGuid());
            PromisedIds.ConversationId(workspace, callId).ShouldBe(example.GetProperty("conversationId").GetGuid());
        }
    }

    [Fact]
    public void The_readme_shows_the_same_ids()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Contracts, "README.md"));
        using var ids = JsonDocument.Parse(File.ReadAllText(Repository.MessageIds));

        readme.ShouldContain(ids.RootElement.GetProperty("namespace").GetString()!);
        foreach (var example in ids.RootElement.GetProperty("examples").EnumerateArray().Take(2))
        {
            readme.ShouldContain(
                $"| `{example.GetProperty("workspace")}` | `{example.GetProperty("callId")}` | `{example.GetProperty("messageType")}` "
                    + $"| `{example.GetProperty("revision")}` | `{example.GetProperty("messageId")}` |"
            );
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_examples_have_the_promised_ids(Type type)
    {
        var example = Examples.Of(type);
        var message = example["message"]!;
        var (workspace, callId) = (message["workspace"]!.GetValue<string>(), message["call"]!["id"]!.GetValue<string>());

        var revision = message["revision"]!.GetValue<long>();
        example["messageId"]!.GetValue<Guid>().ShouldBe(PromisedIds.MessageId(workspace, callId, type.Name, revision));
        example["conversationId"]!.GetValue<Guid>().ShouldBe(PromisedIds.ConversationId(workspace, callId));
    }
}
