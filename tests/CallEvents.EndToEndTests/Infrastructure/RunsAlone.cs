namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Tests that measure time: they run when all others have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunsAlone
{
    public const string Name = "Runs alone";
}
