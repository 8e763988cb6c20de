using CallEvents.Local.Verification;

namespace CallEvents.Local.Revont;

/// <summary>The Revont API that a run polls: its connection settings and the calls it is expected to yield.</summary>
internal interface IRevont : IAsyncDisposable
{
    /// <summary>The name that the user sees.</summary>
    string DisplayName { get; }

    string ApiKey { get; }

    /// <summary>The base address; null to use the configured one.</summary>
    Uri? BaseUrl { get; }

    /// <summary>Defaults for settings that the user does not set.</summary>
    IReadOnlyDictionary<string, string?> DefaultSettings { get; }

    /// <summary>How long after a timed run its last transcripts become ready; zero if the run does not wait for them.</summary>
    TimeSpan SettleTime { get; }

    /// <summary>Lists the calls up to <paramref name="cutoff"/> that must have been published and handled.</summary>
    IReadOnlyList<ExpectedCall> ListExpectedCalls(Cutoff cutoff, DeliveryRecord deliveries);
}
