using CallEvents.Local.Revont;

namespace CallEvents.Local.View;

/// <summary>Describes the parts of this run in one line.</summary>
internal sealed class Header(IRevont revont, LocalOptions options)
{
    public string Text => $"{revont.DisplayName}, {(options.RabbitMq is null ? "in-memory bus" : "RabbitMQ")}";
}
