namespace CallEvents.ServiceDefaults.Commands;

/// <summary>The exit codes of all commands.</summary>
public static class ExitCodes
{
    public const int Well = 0;
    public const int NotWell = 1;
    public const int WrongUse = 2;
}
