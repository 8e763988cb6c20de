namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A call, or an item without a readable id, set aside with its error: shown, retried slowly, and in nobody's way.</summary>
internal sealed class ParkedRow
{
    public required string Workspace { get; init; }

    /// <summary>The call's id, or <c>sha256:…</c> of the item.</summary>
    public required string Key { get; init; }

    /// <summary>Whether <see cref="Key"/> is the id of a call, which can be asked for.</summary>
    public required bool IsCall { get; init; }

    /// <summary>The slice that showed it, to be walked again when the item has no id. Without length: the call itself was asked for.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Whether it was a page that showed it unreadable: then a page can show it mended.</summary>
    public bool IsFromPage => To > From;

    public required DateTimeOffset ParkedAt { get; init; }

    public required DateTimeOffset NextRetryAt { get; set; }

    public required string Error { get; set; }
}
