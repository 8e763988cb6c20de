using System.Globalization;
using CallEvents.Contracts;
using CallEvents.Local.Verification;
using CallEvents.Poller.Calls;

namespace CallEvents.Local.Revont;

/// <summary>The Revont API itself. What is in it only its answers say, so that the ledger stands for the truth.</summary>
internal sealed class RealRevont(string apiKey, TimeProvider time) : IRevont
{
    public string Title => "Revont API";

    public string ApiKey => apiKey;

    public Uri? BaseUrl => null;

    public IReadOnlyDictionary<string, string?> Defaults => new Dictionary<string, string?>
    {
        // Short enough to watch, and a fraction of the budget.
        ["Polling:Interval"] = "00:00:10",
        ["Polling:StartFrom"] = (time.GetUtcNow() - TimeSpan.FromDays(1)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };

    public TimeSpan Settling => TimeSpan.Zero;

    /// <exception cref="WrongOptionException">The folder is of a simulated workspace.</exception>
    public static RealRevont Open(string apiKey, DataFolder folder, TimeProvider time)
    {
        if (FolderNote.Read(folder) is { Simulation: not null })
            throw new WrongOptionException("--data", $"the state of a simulated workspace in '{folder.Path}'", "another folder beside --api-key-file");

        new FolderNote(Simulation: null).Write(folder);
        return new RealRevont(apiKey, time);
    }

    public IReadOnlyList<ExpectedCall> Expect(Cutoff cutoff, Evidence evidence) =>
    [
        .. from call in evidence.Calls
        where call.Value.SeenAt <= cutoff.Shown
        select new ExpectedCall(
            call.Key,
            Transcribed: call.Value.Transcript == TranscriptState.Transcribed,
            Alerted: call.Value.Outcome == Outcomes.Lost && evidence.IsNews(call.Value.CreatedAt, cutoff.Shown)),
    ];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
