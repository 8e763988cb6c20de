namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>What a process left behind when it ended; after a signal, the exit code is 128 and the signal's number.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error);
