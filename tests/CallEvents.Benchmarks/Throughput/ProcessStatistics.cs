using System.Globalization;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Reads memory and processor time from <c>/proc</c>.</summary>
internal static class ProcessStatistics
{
    /// <summary>USER_HZ, which is fixed for user space on Linux.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The peak resident memory of a process, in bytes.</summary>
    public static long PeakMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return 1024 * long.Parse(kibibytes, CultureInfo.InvariantCulture);
    }

    /// <summary>The processor time of a process, in seconds.</summary>
    public static double ProcessorSeconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Parse(fields[11]) + Parse(fields[12])) / TicksPerSecond;
    }

    /// <summary>The processor time of all processes, in seconds.</summary>
    public static double ProcessorSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);

        // The columns are user, nice, system, idle, iowait, irq and softirq; idle and iowait do not count.
        return (Parse(fields[1]) + Parse(fields[2]) + Parse(fields[3]) + Parse(fields[6]) + Parse(fields[7])) / TicksPerSecond;
    }

    private static double Parse(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
