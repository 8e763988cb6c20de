namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Exit code and output of a process. After a signal, the exit code is 128 plus the signal's number.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error);
