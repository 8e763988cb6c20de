using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Jobs;

/// <summary>Carries out the jobs of one kind, from where the ledger says that they have come.</summary>
internal interface IJobRunner
{
    JobKind Kind { get; }

    /// <summary>
    /// Runs until the job is done. Cancelled when it is stopped or the lease ends; any exception but <see cref="JobFailedException"/>
    /// means that it is to be resumed.
    /// </summary>
    Task RunAsync(JobRow job, CancellationToken cancellationToken);
}

/// <summary>The job cannot be carried out, now or later; the message is for the operator.</summary>
internal sealed class JobFailedException(string message) : Exception(message);
