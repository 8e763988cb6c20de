using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>A queue that must be bound for some event types.</summary>
internal sealed record ExpectedQueue(string Name, IReadOnlyList<CallEventType> Types)
{
    /// <summary>Reads <c>queue</c>, which stands for all types that wait for a subscriber, or <c>queue=Type,Type</c>.</summary>
    /// <returns>Null when there is no name, or a type is unknown or does not wait for a subscriber.</returns>
    public static ExpectedQueue? Parse(string text, PublishingOptions options)
    {
        var required = Enum.GetValues<CallEventType>().Where(options.Requires).ToList();
        var parts = text.Split('=', 2);
        if (string.IsNullOrWhiteSpace(parts[0]))
            return null;
        if (parts.Length == 1)
            return new ExpectedQueue(parts[0], required);

        var types = new List<CallEventType>();
        foreach (var name in parts[1].Split(','))
        {
            if (required.FindIndex(type => name.Equals(type.ToString(), StringComparison.OrdinalIgnoreCase)) is not (>= 0 and var index))
                return null;
            types.Add(required[index]);
        }

        return new ExpectedQueue(parts[0], types);
    }
}

/// <summary>An expected queue that is not bound for a type.</summary>
internal sealed record MissingBinding(string Queue, CallEventType Type);
