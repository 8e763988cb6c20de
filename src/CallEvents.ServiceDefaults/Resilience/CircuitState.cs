namespace CallEvents.ServiceDefaults.Resilience;

/// <summary>The states of a <see cref="CircuitBreaker"/>, by the names that Polly uses.</summary>
public enum CircuitState
{
    /// <summary>Everything passes.</summary>
    Closed,

    /// <summary>Nothing passes until the next probe is due.</summary>
    Open,

    /// <summary>A probe is under way.</summary>
    HalfOpen,
}
