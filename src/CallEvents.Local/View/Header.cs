using CallEvents.Local.Revont;

namespace CallEvents.Local.View;

/// <summary>Describes the parts of this run in one line, and names what to open beside it.</summary>
internal sealed class Header(IRevont revont, LocalOptions options, StatusAddress address, DataFolder folder)
{
    /// <summary>The address of the status page.</summary>
    public string StatusPage => address.Text;

    public string LogFile => folder.LogFile;

    public string Text => $"{revont.DisplayName}, {(options.RabbitMq is null ? "in-memory bus" : "RabbitMQ")}";
}
