namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Whether the broker can be reached, as the last attempt to connect has shown.</summary>
public sealed class BrokerStatus
{
    private volatile BrokerProblem? problem;

    /// <summary>Null while it can be reached, or no connection was attempted.</summary>
    public BrokerProblem? Problem => problem;

    /// <summary>Records a successful connection.</summary>
    public void RecordConnected() => problem = null;

    /// <summary>Records a failed attempt.</summary>
    /// <param name="error">Without secrets.</param>
    /// <param name="now">When it failed.</param>
    public void RecordFailure(string error, DateTimeOffset now) => problem = new BrokerProblem(error, problem?.Since ?? now);
}

/// <summary>Why the broker cannot be reached.</summary>
/// <param name="Error">Without secrets.</param>
/// <param name="Since">When the first attempt failed.</param>
public sealed record BrokerProblem(string Error, DateTimeOffset Since);
