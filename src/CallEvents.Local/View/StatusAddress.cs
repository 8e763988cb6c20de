namespace CallEvents.Local.View;

/// <summary>The address of the poller's status page.</summary>
/// <param name="find">Finds what the server listens on; null before it does.</param>
internal sealed class StatusAddress(Func<string?> find)
{
    /// <summary>An address that a browser on this machine can open.</summary>
    public string Text =>
        find() is { } address
            ? address
                .Replace("//[::]", "//localhost", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
                .TrimEnd('/') + "/"
            : "starting";
}
