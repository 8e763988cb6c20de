namespace CallEvents.TestSupport;

/// <summary>What a run has shown, beyond that it passed: kept in <c>artifacts/evidence</c>, from where <c>test.sh</c> prints it.</summary>
internal static class Evidence
{
    public static void Write(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "evidence")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name.Replace(' ', '-')}.txt"), text + "\n");
    }
}
