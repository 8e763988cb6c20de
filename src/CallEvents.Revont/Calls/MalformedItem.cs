namespace CallEvents.Revont.Calls;

/// <summary>A call, or an item of a page, that cannot be read.</summary>
/// <param name="Key">The call's id; where it has none that can be read, <c>sha256:…</c> of the item.</param>
/// <param name="IsCall">Whether the key is the id of a call, which can be requested.</param>
/// <param name="Error">The member, the kind of value found and what is expected; without personal data.</param>
internal sealed record MalformedItem(string Key, bool IsCall, string Error);
