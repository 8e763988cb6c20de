namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Keeps the last lines of a process's output, with a limit on memory.</summary>
internal sealed class OutputTail(int capacity = 20_000)
{
    private readonly Lock linesLock = new();
    private readonly Queue<string> lines = [];

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (linesLock)
        {
            lines.Enqueue(line);
            if (lines.Count > capacity)
                lines.Dequeue();
        }
    }

    public string Last(int count)
    {
        lock (linesLock)
            return string.Join('\n', lines.TakeLast(count));
    }

    public override string ToString() => Last(capacity);
}
