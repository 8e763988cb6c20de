namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Why consumption is paused. All but the first need an operator.</summary>
public enum OutageKind
{
    /// <summary>The downstream does not answer, fails, or limits the rate of requests.</summary>
    Unavailable,

    /// <summary>It rejects our credentials, or they lack a permission.</summary>
    Unauthorized,

    /// <summary>It lacks what we need and cannot create.</summary>
    NotPrepared,

    /// <summary>It has refused many messages in a row, so that the cause is hardly in them.</summary>
    Rejecting,
}
