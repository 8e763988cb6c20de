using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Local.Verification;
using CallEvents.Poller.Calls;

namespace CallEvents.Local.Revont;

/// <summary>The real Revont API. Its contents are known only through its responses, so the ledger defines the expected calls.</summary>
internal sealed class RealRevont(string apiKey, TimeProvider time) : IRevont
{
    public string DisplayName => "Revont API";

    public string ApiKey => apiKey;

    public Uri? BaseUrl => null;

    public IReadOnlyDictionary<string, string?> DefaultSettings =>
        new Dictionary<string, string?>
        {
            // Short enough to watch, and a fraction of the rate limit.
            ["Polling:Interval"] = "00:00:10",
            ["Polling:StartFrom"] = (time.GetUtcNow() - TimeSpan.FromDays(1)).ToString(
                "yyyy-MM-ddTHH:mm:ssZ",
                CultureInfo.InvariantCulture
            ),
        };

    public TimeSpan SettleTime => TimeSpan.Zero;

    /// <exception cref="InvalidOptionException">The folder belongs to a simulated workspace.</exception>
    public static RealRevont Open(string apiKey, DataFolder folder, TimeProvider time)
    {
        if (WorkspaceManifest.Read(folder) is { Simulation: not null })
        {
            throw new InvalidOptionException(
                "--data",
                $"the state of a simulated workspace in '{folder.Path}'",
                "another folder beside --api-key-file"
            );
        }

        new WorkspaceManifest(Simulation: null).Write(folder);
        return new RealRevont(apiKey, time);
    }

    public IReadOnlyList<ExpectedCall> ListExpectedCalls(Cutoff cutoff, DeliveryRecord deliveries) =>
        [
            .. from call in deliveries.Calls
            where call.Value.DiscoveredAt <= cutoff.ListedBy
            select new ExpectedCall(
                call.Key,
                Transcribed: call.Value.Transcript == TranscriptState.Transcribed,
                Alerted: call.Value.Outcome == Outcomes.Lost && deliveries.IsLive(call.Value.CreatedAt, cutoff.ListedBy)
            ),
        ];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
