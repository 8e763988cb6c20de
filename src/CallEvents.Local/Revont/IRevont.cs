using CallEvents.Local.Verification;

namespace CallEvents.Local.Revont;

/// <summary>The Revont that is polled: how to reach it, what suits it, and what is known to be in it.</summary>
internal interface IRevont : IAsyncDisposable
{
    /// <summary>The name of the one workspace, in either case.</summary>
    const string Workspace = "main";

    /// <summary>As the user is told.</summary>
    string Title { get; }

    string ApiKey { get; }

    /// <summary>Where it is; null where the settings say so.</summary>
    Uri? BaseUrl { get; }

    /// <summary>Settings for those who set nothing.</summary>
    IReadOnlyDictionary<string, string?> Defaults { get; }

    /// <summary>Whether all that is asked for has come by the end of a timed run, so that it can be waited for.</summary>
    TimeSpan Settling { get; }

    /// <summary>The calls that must have been told and handled, as far as they were there by <paramref name="cutoff"/>.</summary>
    IReadOnlyList<ExpectedCall> Expect(Cutoff cutoff, Evidence evidence);
}
