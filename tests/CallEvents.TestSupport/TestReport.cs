namespace CallEvents.TestSupport;

/// <summary>Writes what a test measured into <c>artifacts/reports</c>; <c>test.sh</c> prints these files at its end.</summary>
internal static class TestReport
{
    public static void Write(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "reports")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name.Replace(' ', '-')}.txt"), text + "\n");
    }
}
