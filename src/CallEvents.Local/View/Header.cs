using CallEvents.Local.Revont;

namespace CallEvents.Local.View;

/// <summary>What runs here, in one line.</summary>
internal sealed class Header(IRevont revont, LocalOptions options)
{
    public string Text => $"{revont.Title}, {(options.RabbitMq is null ? "in-memory bus" : "RabbitMQ")}";
}
