using CallEvents.Local.WireTap;

namespace CallEvents.Local.View;

/// <summary>Lines for a file or a pipe: one a second when something has changed, and one for whatever happens for the first time.</summary>
internal sealed class PlainView(SnapshotReader snapshots, Heard heard, Header header, DataFolder folder, TextWriter output, TimeProvider time) : IView
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);

    private string last = "";
    private string trouble = "";
    private bool historyRead;
    private Phase phase = Phase.Running;

    public async Task ShowAsync(CancellationToken over)
    {
        await SayAsync($"CallEvents with {header.Text}; log: {folder.LogFile}");
        using var timer = new PeriodicTimer(Rhythm, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
                await TellAsync(snapshots.Read());
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            await TellAsync(snapshots.Read());
        }
    }

    private async Task TellAsync(Snapshot now)
    {
        foreach (var first in heard.TakeFirsts())
            await SayAsync($"first {first.Type} of origin {Words.Plain(first.Origin)}: {Words.Plain(first.CallId)}", first.At);
        if (now.History == 1 && !historyRead && (historyRead = true))
            await SayAsync("the history has been read");
        if (now.Phase != Phase.Stopping && string.Join("; ", now.Trouble) is var troubles && troubles != trouble)
            await SayAsync((trouble = troubles).Length > 0 ? $"trouble: {Words.Plain(troubles)}" : "no more trouble");
        if (now.Phase != phase && (phase = now.Phase) == Phase.Finishing)
            await SayAsync("finishing what is on its way");
        if (Line(now) is var line && line != last)
            await SayAsync($"{last = line}, oldest {Words.Length(now.OldestPending)}, lag {Words.Length(now.Lag)}");
    }

    private static string Line(Snapshot now) =>
        $"calls {now.Calls}; told: recorded {now.Recorded}, transcribed {now.Transcribed}, updated {now.Updated}, unavailable {now.Unavailable}, due {now.Due}; "
        + $"CRM writes {now.Writes}; alerts {now.Alerts}; transcripts pending {now.Pending}";

    private Task SayAsync(string line, DateTimeOffset? at = null) => output.WriteLineAsync($"{Words.TimeOfDay(at ?? time.GetUtcNow(), time)} {line}");
}
