using System.Globalization;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>The culture of a process that has cultures (ICU): numbers and times are written alike on every machine.</summary>
public static class ProcessCulture
{
    /// <summary>Sets the invariant culture for this thread and those to come, as a process in invariant mode has it.</summary>
    public static void UseInvariant()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
    }
}
