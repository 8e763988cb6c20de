using System.Text.Json;

namespace CallEvents.Local.Revont;

/// <summary>
/// Records in a data folder which Revont its ledger belongs to, so that simulated and real calls are never mixed in one ledger.
/// </summary>
/// <param name="Simulation">The simulated workspace; null for the real API.</param>
internal sealed record WorkspaceManifest(SimulationPlan? Simulation)
{
    private const string FileName = "workspace.json";

    private static readonly JsonSerializerOptions SerializerOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static WorkspaceManifest? Read(DataFolder folder)
    {
        var file = folder.GetFile(FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<WorkspaceManifest>(File.ReadAllBytes(file), SerializerOptions) : null;
        }
        catch (JsonException)
        {
            throw new InvalidOptionException("--data", $"'{file}' damaged", "a folder of an earlier run, or a new one");
        }
    }

    public void Write(DataFolder folder) =>
        File.WriteAllBytes(folder.GetFile(FileName), JsonSerializer.SerializeToUtf8Bytes(this, SerializerOptions));
}
