using CallEvents.Contracts;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Responses;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>Calls of some pages, each once: a page that is read again, or that overlaps another, repeats them.</summary>
internal sealed class CallList
{
    private readonly Dictionary<string, Call> calls = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Call> Calls => calls.Values;

    /// <summary>How many items cannot be read.</summary>
    public int Unreadable { get; private set; }

    public void Add(PageItem item)
    {
        try
        {
            if (item.Call?.ApplyTo(null) is { } call)
                calls.TryAdd(call.Id, call);
            else
                Unreadable++;
        }
        catch (MalformedItemException)
        {
            Unreadable++;
        }
    }
}
