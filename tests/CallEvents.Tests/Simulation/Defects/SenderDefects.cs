using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>An event counts as published when it is sent.</summary>
internal sealed class MarkedBeforeConfirmed : SenderDefect
{
    protected override Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    )
    {
        _ = sender.SendAsync(message, cancellationToken);
        return Task.FromResult<(PublishResult, string?)>((PublishResult.Confirmed, null));
    }
}

/// <summary>A publish that is repeated has another id.</summary>
internal sealed class NewIdOnRetry : SenderDefect
{
    protected override Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    )
    {
        var id = MessageIds.Message(message.Workspace, message.CallId, message.Type, message.Revision + 1);
        return sender.SendAsync(IsRetry(message) ? message.With(id: id) : message, cancellationToken);
    }
}

/// <summary>A publish that is repeated has another content.</summary>
internal sealed class NewContentOnRetry : SenderDefect
{
    protected override Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    )
    {
        var isRetry = IsRetry(message);
        return sender.SendAsync(isRetry ? message.With(body: body => body["origin"] = "other") : message, cancellationToken);
    }
}

/// <summary>Without <c>mandatory</c>, the broker confirms what it drops.</summary>
internal sealed class NotMandatory : SenderDefect
{
    protected override async Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    )
    {
        var (result, error) = await sender.SendAsync(message, cancellationToken);
        return result is PublishResult.Unroutable ? (PublishResult.Confirmed, null) : (result, error);
    }
}

/// <summary>An update carries the revision of the event before it.</summary>
internal sealed class UpdateWithoutRevision : SenderDefect
{
    private readonly Dictionary<string, long> revisions = [];

    protected override Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    )
    {
        if (message.Type is not CallEventType.CallUpdated)
            revisions[message.CallId] = message.Revision;
        else if (revisions.TryGetValue(message.CallId, out var last))
        {
            message = message.With(
                id: MessageIds.Message(message.Workspace, message.CallId, message.Type, last),
                body: body => body["revision"] = last
            );
        }

        return sender.SendAsync(message, cancellationToken);
    }
}

/// <summary>Changes a message on its way.</summary>
internal static class DefectiveMessages
{
    public static OutboxRow With(this OutboxRow message, Guid? id = null, Action<JsonNode>? body = null)
    {
        var json = new byte[message.Size];
        OutboxBody.Decode(message.Body!, json);
        var content = JsonNode.Parse(json)!;
        body?.Invoke(content);
        json = JsonSerializer.SerializeToUtf8Bytes(content);
        return new OutboxRow
        {
            Id = message.Id,
            Workspace = message.Workspace,
            CallId = message.CallId,
            Revision = message.Revision,
            Type = message.Type,
            MessageId = id ?? message.MessageId,
            Lane = message.Lane,
            Origin = message.Origin,
            ObservedAt = message.ObservedAt,
            Body = json,
            Size = json.Length,
        };
    }
}
