using System.Security.Cryptography;

namespace CallEvents.Poller.Ledger;

/// <summary>The name under which this process holds leases and reports heartbeats.</summary>
internal sealed record ReplicaName(string Value)
{
    /// <summary>A name that no other process has: in a container every restart is process 1 again.</summary>
    public static ReplicaName Unique() =>
        new($"{Environment.MachineName}/{Environment.ProcessId}/{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
