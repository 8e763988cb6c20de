namespace CallEvents.Revont.Calls;

/// <summary>
/// An item of a response cannot be read. Names the member, the kind of value found and what is expected, never the value itself: it may
/// be personal data.
/// </summary>
internal sealed class MalformedItemException(string member, string found, string expected)
    : Exception($"{member}: found {found}, expected {expected}");
