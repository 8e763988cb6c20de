using System.Globalization;
using System.Text.Json.Serialization;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>A job, as commands print it.</summary>
internal sealed record JobReport : CommandReport
{
    private readonly JobRow job;

    public JobReport(JobRow job, DateTimeOffset now)
    {
        this.job = job;
        SecondsLeft = JobReports.Left(job, now) is { } left ? (long)left.TotalSeconds : null;
    }

    /// <summary>Also the value of the header <c>callevents-replay</c> in each message of a replay.</summary>
    public long Id => job.Id;

    public string Workspace => job.Workspace;

    public JobKind Kind => job.Kind;

    public JobState State => job.State;

    public DateTimeOffset CreatedAt => job.CreatedAt;

    public DateTimeOffset? StartedAt => job.StartedAt;

    public DateTimeOffset? EndedAt => job.EndedAt;

    public DateTimeOffset? From => job.From;

    public DateTimeOffset? To => job.To;

    public IReadOnlyList<string> Types => job.Types?.Split(',') ?? [];

    public IReadOnlyList<string> Outcomes => CallFilter.Split(job.Outcomes);

    public string? Queue => job.Queue;

    public long Done => job.Done;

    public long? Total => job.Total;

    /// <summary>The unit of <see cref="Done"/> and <see cref="Total"/>.</summary>
    public string Unit => JobReports.Unit(job);

    public long Events => job.Events;

    public long Unreadable => job.Unreadable;

    /// <summary>Null while it cannot be said.</summary>
    public long? SecondsLeft { get; }

    public bool StopRequested => job.StopRequested;

    public string? Error => job.Error;

    /// <summary>Whether the command has ended before the job.</summary>
    [JsonIgnore]
    public bool IsLeft { get; init; }

    /// <summary>Whether the command has asked for the job's end: however it ends then is well.</summary>
    [JsonIgnore]
    public bool IsEndWanted { get; init; }

    [JsonIgnore]
    public string StateText => JobReports.State(job);

    [JsonIgnore]
    public string Summary => JobProgressText.Describe(job, SecondsLeft is { } left ? TimeSpan.FromSeconds(left) : null);

    /// <summary>A job that goes on is well, unless the command was to wait for it.</summary>
    public override bool IsWell() =>
        !IsLeft && (IsEndWanted || State is JobState.Waiting or JobState.Running || (State is JobState.Done && Unreadable == 0));

    public override void WriteTo(IAnsiConsole console) => console.Profile.Out.Writer.WriteLine(StatusText.Plain(Summary));
}

/// <summary>Several jobs.</summary>
internal sealed record JobListReport(IReadOnlyList<JobReport> Jobs) : CommandReport
{
    public override void WriteTo(IAnsiConsole console)
    {
        if (Jobs.Count == 0)
        {
            console.Profile.Out.Writer.WriteLine("There are no jobs.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("id", "workspace", "job", "state", "created", "progress");
        foreach (var job in Jobs)
        {
            table.AddRow(
                new Text(job.Id.ToString(CultureInfo.InvariantCulture)),
                new Text(job.Workspace),
                new Text(job.Kind.ToString().ToLowerInvariant()),
                new Text(job.StateText),
                new Text(job.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                new Text(StatusText.Plain(job.Summary))
            );
        }

        console.Write(table);
    }
}
