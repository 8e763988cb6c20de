namespace CallEvents.ServiceDefaults.Webhooks;

/// <summary>What a receiver answered to a webhook. The reasons hold no part of the address and nothing of the answer's body.</summary>
public abstract record WebhookResult
{
    private WebhookResult() { }

    /// <summary>The receiver has it: 2xx.</summary>
    public sealed record Accepted : WebhookResult;

    /// <summary>The owner of the address has closed it: 410.</summary>
    public sealed record Closed(string Reason) : WebhookResult;

    /// <summary>The receiver names another address: 3xx. It is not followed.</summary>
    public sealed record Redirected(string Reason) : WebhookResult;

    /// <summary>The receiver rejects the signature or a header: 401, 403.</summary>
    public sealed record Unauthorized(string Reason) : WebhookResult;

    /// <summary>408, 429, 5xx, or no answer.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="Delay">The pause that the receiver asked for, if any.</param>
    /// <param name="IsSuspect">Whether this webhook itself may be what the receiver fails on: 408, 5xx or a time-out.</param>
    /// <param name="IsCertificateRejected">Whether we rejected the receiver's certificate; the reason then says why.</param>
    public sealed record Unavailable(string Reason, TimeSpan? Delay = null, bool IsSuspect = false, bool IsCertificateRejected = false)
        : WebhookResult;

    /// <summary>The receiver does not take this webhook: every other answer.</summary>
    /// <param name="Code">The status, such as <c>400</c>.</param>
    /// <param name="Reason">The reason.</param>
    public sealed record Rejected(string Code, string Reason) : WebhookResult;
}
