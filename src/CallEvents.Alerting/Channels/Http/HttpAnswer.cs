using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.Alerting.Channels.Http;

/// <summary>What a channel answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body of a failure, or its beginning. It may repeat what was sent: only codes in it may be shown.</param>
/// <param name="Delay">The pause that the channel asked for.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, string Text, TimeSpan? Delay)
{
    /// <summary>How long to wait after 410: the address is gone for good, unless an operator acts.</summary>
    public static readonly TimeSpan GoneDelay = TimeSpan.FromHours(1);

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body as JSON; null if it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Text);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>The status with the channel's word.</summary>
    /// <param name="word">The word; a text that is no code is left out.</param>
    public string Reason(string? word = null) => OutgoingFailure.DescribeWord(Status, word);

    /// <summary>The channel rejects our address or credentials.</summary>
    /// <param name="advice">What to do, with the setting's key.</param>
    /// <param name="word">The channel's word.</param>
    public ChannelResult Unauthorized(string advice, string? word = null) =>
        new ChannelResult.Unauthorized($"{Reason(word)}: {advice}", Status == HttpStatusCode.Gone ? GoneDelay : null);

    /// <summary>What a failure means that has no meaning of its own for this channel.</summary>
    /// <param name="setting">The key of the channel's address, such as <c>Channels:deals:Url</c>.</param>
    /// <param name="word">The channel's word.</param>
    public ChannelResult Failure(string setting, string? word = null) =>
        (int)Status switch
        {
            >= 300 and < 400 => Unauthorized($"redirects are not followed, set {setting} to the final address"),
            429 => new ChannelResult.Unavailable(Reason(word), Delay),
            408 or >= 500 => new ChannelResult.Unavailable(Reason(word), Delay, IsSuspect: true),
            _ => new ChannelResult.Rejected(Reason(word)),
        };

    // The generated text would have the body.
    public override string ToString() => Reason();
}
