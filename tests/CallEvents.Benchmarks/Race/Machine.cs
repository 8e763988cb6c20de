using System.Globalization;

namespace CallEvents.Benchmarks.Race;

/// <summary>What the kernel counts.</summary>
internal static class Machine
{
    /// <summary>USER_HZ, which Linux has fixed for user space.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The most memory a process has had in RAM, in bytes.</summary>
    public static long PeakMemory(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Seconds of processor time that a process has used.</summary>
    public static double Processor(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>Seconds of processor time that everybody has used.</summary>
    public static double Processor()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // user, nice, system, then idle and waiting, then interrupts.
        return (Number(fields[1]) + Number(fields[2]) + Number(fields[3]) + Number(fields[6]) + Number(fields[7])) / TicksPerSecond;
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
