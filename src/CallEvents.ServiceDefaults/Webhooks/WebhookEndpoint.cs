namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>Where webhooks go, and how they are signed.</summary>
/// <param name="Url">The address, which is a secret: for many receivers it is the only one.</param>
/// <param name="Secret">Signs.</param>
/// <param name="PreviousSecret">Signs too, while receivers change to the new secret.</param>
/// <param name="Headers">Sent as well: tools such as Zapier check a header, and no signature.</param>
public sealed record WebhookEndpoint(
    Uri Url,
    WebhookSecret Secret,
    WebhookSecret? PreviousSecret,
    IReadOnlyDictionary<string, string> Headers
)
{
    /// <summary>The endpoint of settings that <see cref="WebhookRules"/> accept.</summary>
    public static WebhookEndpoint Parse(string? url, string? secret, string? previousSecret, IReadOnlyDictionary<string, string> headers) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && WebhookSecret.TryParse(secret, out var current)
            ? new(address, current, WebhookSecret.TryParse(previousSecret, out var previous) ? previous : null, headers)
            : throw new ArgumentException("Not validated", nameof(url));

    // The generated text would have the address and the headers.
    public override string ToString() => $"{Url.Scheme}://{Url.Host}";
}
