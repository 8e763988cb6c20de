namespace CallEvents.Contracts;

/// <summary>The known values of <see cref="Segment.Speaker"/>. Others may be added.</summary>
public static class Speakers
{
    /// <summary>The seller.</summary>
    public const string Rep = "rep";

    /// <summary>The prospective customer.</summary>
    public const string Prospect = "prospect";
}
