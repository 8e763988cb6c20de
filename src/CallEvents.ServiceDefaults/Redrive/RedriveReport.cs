using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>How many messages were moved back.</summary>
/// <param name="Queue">The queue they were moved to.</param>
/// <param name="DryRun">Whether they were only counted.</param>
/// <param name="Sources">The queues they were taken from.</param>
internal sealed record RedriveReport(string Queue, bool DryRun, IReadOnlyList<RedrivenQueue> Sources) : CommandReport
{
    public long Found => Sources.Sum(source => source.Found);

    public long Matched => Sources.Sum(source => source.Matched);

    public long Moved => Sources.Sum(source => source.Moved);

    public bool Stopped => Sources.Any(source => source.Stopped);

    public override bool IsWell() => !Stopped;

    public override void WriteTo(IAnsiConsole console)
    {
        var output = console.Profile.Out.Writer;
        foreach (var source in Sources)
        {
            var found = Format.Number(source.Found, "message");
            output.WriteLine(
                DryRun
                    ? $"{source.Queue}: {Format.Number(source.Matched)} of {found} would be moved to {Queue}"
                    : $"{source.Queue}: {Format.Number(source.Moved)} of {found} moved to {Queue}"
            );
            if (source.Elsewhere > 0)
                output.WriteLine($"  {Format.Number(source.Elsewhere, "message")} not seen: another consumer has taken them meanwhile");
            foreach (var reason in source.Reasons)
                output.WriteLine($"  {Format.Number(reason.Messages), 7}  {reason.Reason}");
        }

        if (Stopped)
            output.WriteLine("Stopped before its end: run it again for the rest");
    }
}

/// <summary>What was taken from one queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Found">The messages in it at the beginning.</param>
/// <param name="Matched">Those of them that the options choose.</param>
/// <param name="Moved">Those that the broker has confirmed.</param>
/// <param name="Elsewhere">Those that another consumer has taken meanwhile.</param>
/// <param name="Stopped">Whether it was stopped before its end.</param>
/// <param name="Reasons">The messages that match, by reason.</param>
internal sealed record RedrivenQueue(
    string Queue,
    long Found,
    long Matched,
    long Moved,
    long Elsewhere,
    bool Stopped,
    IReadOnlyList<ReasonCount> Reasons
);
