namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>The last lines that a process wrote, so that an endless one does not fill the memory.</summary>
internal sealed class OutputTail(int capacity = 20_000)
{
    private readonly Lock gate = new();
    private readonly Queue<string> lines = [];

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > capacity)
                lines.Dequeue();
        }
    }

    public string Last(int count)
    {
        lock (gate)
            return string.Join('\n', lines.TakeLast(count));
    }

    public override string ToString() => Last(capacity);
}
