using System.Net.NetworkInformation;
using System.Security.Cryptography;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Finds free ports for servers that must restart on the same port.</summary>
/// <remarks>
/// The ports are below the kernel's ephemeral range (32768 and up on Linux). A port bound as port 0 comes from that range, and the kernel
/// may give it to an outgoing connection while the server is down. The random start keeps concurrent test runs apart.
/// </remarks>
internal static class FreePort
{
    private const int First = 18_000;
    private const int Count = 14_000;

    private static int last = RandomNumberGenerator.GetInt32(Count);

    public static int Next()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        int port;
        do port = First + (Interlocked.Increment(ref last) % Count);
        while (taken.Contains(port));
        return port;
    }
}
