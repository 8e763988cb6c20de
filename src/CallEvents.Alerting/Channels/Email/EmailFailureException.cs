namespace CallEvents.Alerting.Channels.Email;

/// <summary>An e-mail could not be sent.</summary>
/// <param name="result">The outcome.</param>
internal sealed class EmailFailureException(ChannelResult result) : Exception("The e-mail could not be sent")
{
    public ChannelResult Result { get; } = result;
}
