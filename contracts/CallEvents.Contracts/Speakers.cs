namespace CallEvents.Contracts;

/// <summary>The known values of <see cref="Segment.Speaker"/>. Others may come.</summary>
public static class Speakers
{
    /// <summary>The seller.</summary>
    public const string Rep = "rep";

    /// <summary>The customer to be.</summary>
    public const string Prospect = "prospect";
}
