namespace CallEvents.Poller.Calls;

/// <summary>
/// An item that the API sent cannot be read. Says which member, what kind of thing was found and what was expected, and
/// never the value itself: it may be personal data.
/// </summary>
internal sealed class MalformedItemException(string member, string found, string expected)
    : Exception($"{member}: found {found}, expected {expected}");
