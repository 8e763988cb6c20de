namespace CallEvents.Simulator;

/// <summary>What is wrong with one option, told in the same words in process and on the command line.</summary>
internal sealed record OptionError(string Option, string Found, string Expected)
{
    public override string ToString() => $"{Option}: found {Found}, expected {Expected}.";
}
