using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Tests.Simulation.Plans;

/// <summary>A job that a command writes during the run.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What it does.</param>
/// <param name="From">The first creation time of its calls, from the start of the run.</param>
/// <param name="To">The last one.</param>
/// <param name="Calls">The calls that it names.</param>
internal sealed record PlannedJob(TimeSpan At, JobKind Kind, TimeSpan From = default, TimeSpan To = default, string? Calls = null);
