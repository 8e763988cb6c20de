namespace CallEvents.Alerting.Channels;

/// <summary>A way to reach people.</summary>
internal interface IAlertChannel
{
    /// <summary>Names the channel in the state and in metrics, so it must not change.</summary>
    string Name { get; }

    /// <summary>Tells people. May happen twice when the process dies right after the first time.</summary>
    /// <remarks>An answer's text holds no personal data: it goes to logs and to headers.</remarks>
    Task<ChannelResult> SendAsync(Alert alert, CancellationToken cancellationToken);
}
