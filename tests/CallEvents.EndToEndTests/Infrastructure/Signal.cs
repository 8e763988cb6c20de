namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>What a test does to a process, by Linux's numbers.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
