using System.Net.NetworkInformation;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Ports for servers that must come back on the same port after they were away.</summary>
/// <remarks>
/// Below the range that the kernel takes the ports of outgoing connections from (32768 and up on Linux): a port that the kernel gave
/// for port 0 is soon lent to somebody else while the server is down. The random beginning keeps test processes apart.
/// </remarks>
internal static class FreePort
{
    private const int First = 18_000;
    private const int Count = 14_000;

    private static int last = Random.Shared.Next(Count);

    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        int port;
        do
            port = First + (Interlocked.Increment(ref last) % Count);
        while (taken.Contains(port));
        return port;
    }
}
