using System.Security.Cryptography;
using System.Text;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.ServiceDefaults.People;
using CallEvents.ServiceDefaults.Webhooks;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>Sends each call as a signed webhook, to a CRM without an adapter of its own.</summary>
internal sealed class WebhookCrm : ICrm, IDisposable
{
    public const string AdapterName = "webhook";
    public const string ClientName = "crm-webhook";

    private const int MaxConcurrency = 8;
    private static readonly TimeSpan ClosedDelay = TimeSpan.FromHours(1);

    private readonly WebhookOptions options;
    private readonly WebhookSender sender;
    private readonly RequestBudget budget;
    private readonly TimeProvider time;
    private readonly string target;
    private readonly bool withTranscript;

    public WebhookCrm(IHttpClientFactory clients, IOptions<WebhookOptions> options, IOptions<CrmOptions> crm, TimeProvider time)
    {
        this.options = options.Value;
        this.time = time;
        var endpoint = WebhookEndpoint.Parse(this.options.Url, this.options.Secret, this.options.PreviousSecret, this.options.Headers);
        sender = new WebhookSender(clients, ClientName, endpoint, time);
        budget = RequestBudget.Even(crm.Value.RequestsPerSecond);
        target = TargetOf(this.options.Url!);
        withTranscript = crm.Value.Transcript != "off";

        // What cannot be sent while the state of the calls is fresh would only be read again.
        MaxBatch = (int)Math.Clamp(crm.Value.RequestsPerSecond * crm.Value.RequestTimeout.TotalSeconds / 2, 1, 100);
    }

    public string Name => AdapterName;

    public int MaxBatch { get; }

    public bool HasProbe => false;

    public string? OwnerOf(Person? rep) => null;

    /// <summary>Nothing to prepare: a request without a call would be one that the receiver does not know.</summary>
    public Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken) =>
        Task.FromResult(new CrmAccount(target, []));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, FoundRecord>>(new Dictionary<string, FoundRecord>());

    public async Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        var run = new BatchRun(batch);
        var senders = Math.Min(MaxConcurrency, batch.Calls.Count);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendAsync(run, cancellationToken)));
        return run.Complete();
    }

    public void Dispose() => budget.Dispose();

    internal static string TargetOf(string url) =>
        $"{AdapterName}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..12]}";

    /// <summary>Sends one call after the other. A request under way is finished, since its call would else be sent again.</summary>
    private async Task SendAsync(BatchRun run, CancellationToken cancellationToken)
    {
        while (run.Next() is { } index)
        {
            await budget.AcquireAsync(cancellationToken);
            if (run.MaySend())
                run.Add(index, await WriteAsync(run.Calls[index], cancellationToken));
            else
                budget.Return();
        }
    }

    private async Task<WriteResult> WriteAsync(CallWrite call, CancellationToken cancellationToken)
    {
        var id = WebhookId.Create(target, call.Key, call.FieldsRevision, call.TranscriptRevision);
        var body = WebhookBody.Create(call, time.GetUtcNow(), withTranscript, options.MaxBytes);
        return await sender.SendAsync(id, body, cancellationToken) switch
        {
            WebhookResult.Accepted => new WriteResult.Written(RecordId: null, RecordLinks.None),
            WebhookResult.Closed closed => new WriteResult.Unauthorized(
                $"the receiver has closed the address in {WebhookOptions.Section}:Url ({closed.Reason})",
                ClosedDelay
            ),
            WebhookResult.Redirected redirected => new WriteResult.NotPrepared(
                $"redirects are not followed ({redirected.Reason}): set {WebhookOptions.Section}:Url to the final address"
            ),
            WebhookResult.Unauthorized unauthorized => new WriteResult.Unauthorized(
                $"{unauthorized.Reason}: check {WebhookOptions.Section}:Secret and {WebhookOptions.Section}:Headers"
            ),
            WebhookResult.Unavailable away => new WriteResult.Unavailable(away.Reason, away.Delay, away.IsSuspect),
            WebhookResult.Rejected rejected => new WriteResult.Rejected(
                rejected.Code,
                $"the webhook's receiver answered {rejected.Reason}"
            ),
            var other => throw new InvalidOperationException($"unknown result {other.GetType().Name}"),
        };
    }
}
