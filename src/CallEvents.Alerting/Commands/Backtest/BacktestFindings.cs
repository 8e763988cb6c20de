using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>What a backtest has found so far: counts, and who would have been alerted of which call. It keeps no transcript.</summary>
internal sealed class BacktestFindings(PastJudge rules, PastJudge? against, PeopleSet people, TimeProvider time)
{
    private readonly List<PastFiring> firings = [];
    private readonly List<PastFiring> before = [];

    /// <summary>The rules that would have fired.</summary>
    public IReadOnlyList<PastFiring> Firings => firings;

    /// <summary>The rules of the other file that would have fired.</summary>
    public IReadOnlyList<PastFiring> Before => before;

    public RuleSet Rules => rules.Rules;

    public RuleSet? Against => against?.Rules;

    public PeopleSet People => people;

    /// <summary>Whether any rule is about the transcript; else none is read.</summary>
    public bool NeedsTranscripts { get; } =
        new[] { rules, against }.Any(file =>
            file?.Rules.Rules.Any(rule => rule.Enabled && rule.When.Any(condition => condition.IsAboutTranscript)) == true
        );

    /// <summary>How many calls the lists show, before a sample is taken.</summary>
    public int Listed { get; set; }

    /// <summary>How many calls are to be judged.</summary>
    public int Chosen { get; set; }

    public int Judged { get; private set; }

    public int WithTranscript { get; private set; }

    public int WithoutTranscript { get; private set; }

    /// <summary>How many transcripts could not be read.</summary>
    public int UnreadableTranscripts { get; private set; }

    /// <summary>How many items of lists could not be read.</summary>
    public int UnreadableItems { get; set; }

    /// <summary>How many calls were deleted after the list.</summary>
    public int Deleted { get; private set; }

    public List<string> UnreadableDays { get; } = [];

    /// <summary>The creation time of the oldest call that was judged.</summary>
    public DateTimeOffset? Oldest { get; private set; }

    /// <summary>When the list of the newest day was read: what came later is not in it.</summary>
    public DateTimeOffset? ListedAt { get; set; }

    /// <summary>Why it ended before all was judged; null when all was.</summary>
    public string? Stopped { get; set; }

    public long Requests { get; set; }

    public long Cached { get; set; }

    /// <summary>Judges a call. Of one without a transcript, words and measures are unknown.</summary>
    /// <param name="workspace">The Revont account of the call.</param>
    /// <param name="past">The call; null where it was deleted.</param>
    public void Judge(string workspace, PastCall? past)
    {
        if (past is null)
        {
            Deleted++;
            return;
        }

        Judged++;
        Oldest = Oldest is { } oldest && oldest < past.Call.CreatedAt ? oldest : past.Call.CreatedAt;
        if (past.Error is not null)
            UnreadableTranscripts++;
        else if (past.Transcript is null)
            WithoutTranscript++;
        else
            WithTranscript++;
        var events = PastEvents.Of(workspace, past, time.GetUtcNow());
        var rep = people.Find(past.Call.RepId);
        firings.AddRange(rules.Judge(events, rep));
        if (against is not null)
            before.AddRange(against.Judge(events, rep));
    }
}
