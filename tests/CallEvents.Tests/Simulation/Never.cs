namespace CallEvents.Tests.Simulation;

/// <summary>What a process that has died waits for.</summary>
internal static class Never
{
    public static Task<T> Of<T>() => new TaskCompletionSource<T>().Task;
}
