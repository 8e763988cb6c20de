namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>What follows from an attempt.</summary>
/// <param name="Result">The final result; null when the message is to be tried again.</param>
/// <param name="Pause">How long this message is held back before that, while others pass.</param>
internal readonly record struct Conclusion(DownstreamResult? Result, TimeSpan Pause = default)
{
    /// <summary>Again, as soon as the circuit is closed.</summary>
    public static Conclusion Again => new(null);

    /// <summary>Again after a pause.</summary>
    public static Conclusion After(TimeSpan pause) => new(null, pause);
}
