namespace CallEvents.Poller.Ledger.Schema;

/// <summary>A parked call, or a parked item without a readable id, with its error: shown, retried slowly, and blocking nothing.</summary>
internal sealed class ParkedRow
{
    public required string Workspace { get; init; }

    /// <summary>The call's id, or <c>sha256:…</c> of the item.</summary>
    public required string Key { get; init; }

    /// <summary>Whether <see cref="Key"/> is the id of a call, which can be requested.</summary>
    public required bool IsCall { get; init; }

    /// <summary>The slice whose page showed it, walked again when the item has no id. Empty: the call itself was requested.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Whether a page showed it malformed: then only a page can show that it is fixed.</summary>
    public bool IsFromPage => To > From;

    public required DateTimeOffset ParkedAt { get; init; }

    public required DateTimeOffset NextRetryAt { get; set; }

    public required string Error { get; set; }
}
