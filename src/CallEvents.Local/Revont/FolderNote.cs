using System.Text.Json;

namespace CallEvents.Local.Revont;

/// <summary>What a data folder says about the Revont that its ledger is of: two kinds of calls in one ledger would make no sense.</summary>
/// <param name="Simulation">The simulated workspace; null for the real API.</param>
internal sealed record FolderNote(SimulationPlan? Simulation)
{
    private const string FileName = "workspace.json";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static FolderNote? Read(DataFolder folder)
    {
        var file = folder.File(FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<FolderNote>(File.ReadAllBytes(file), Format) : null;
        }
        catch (JsonException)
        {
            throw new WrongOptionException("--data", $"'{file}' damaged", "a folder of an earlier run, or a new one");
        }
    }

    public void Write(DataFolder folder) => File.WriteAllBytes(folder.File(FileName), JsonSerializer.SerializeToUtf8Bytes(this, Format));
}
