namespace CallEvents.Simulator;

/// <summary>A validation error of one option, with the same wording in process and on the command line.</summary>
internal sealed record OptionError(string Option, string Found, string Expected)
{
    public override string ToString() => $"{Option}: found {Found}, expected {Expected}.";
}
