using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Status;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Says in one line how far a job has come.</summary>
internal static class JobProgressText
{
    public static string Describe(JobRow job, TimeSpan? left)
    {
        List<string> parts = [$"{Name(job)} {Format.Number(job.Id)} of workspace {job.Workspace}: {JobReports.State(job)}"];
        if (job.State is not JobState.Waiting && JobKinds.Long.Contains(job.Kind))
            parts.Add(StatusText.Progress(job.Done, job.Total, JobReports.Unit(job)));
        if (job.Events > 0)
            parts.Add($"{Format.Number(job.Events)} events");
        if (job.Unreadable > 0)
            parts.Add($"{Format.Number(job.Unreadable)} could not be read");
        if (left is { } time)
            parts.Add($"{StatusText.Estimate(time)} left");
        if (job.Error is { } error)
            parts.Add(error);
        return string.Join(", ", parts);
    }

    private static string Name(JobRow job) => job.Kind.ToString();
}
