using System.Text.Json;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Calls;

public sealed class MessageIdsTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(File.ReadAllText(Repository.MessageIds)).RootElement;

    public static TheoryData<string, string, string, long, string, string> Examples() =>
        new(
            Document
                .GetProperty("examples")
                .EnumerateArray()
                .Select(example =>
                    (
                        example.GetProperty("workspace").GetString()!,
                        example.GetProperty("callId").GetString()!,
                        example.GetProperty("messageType").GetString()!,
                        example.GetProperty("revision").GetInt64(),
                        example.GetProperty("messageId").GetString()!,
                        example.GetProperty("conversationId").GetString()!
                    )
                )
        );

    [Theory]
    [MemberData(nameof(Examples))]
    public void Message_ids_match_the_contracts(
        string workspace,
        string callId,
        string messageType,
        long revision,
        string messageId,
        string conversationId
    )
    {
        MessageIds.Message(workspace, callId, Enum.Parse<CallEventType>(messageType), revision).ToString().ShouldBe(messageId);
        MessageIds.Conversation(workspace, callId).ToString().ShouldBe(conversationId);
    }
}
