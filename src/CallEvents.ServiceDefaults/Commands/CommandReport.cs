using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>What a command found or did. Its properties are the members of the JSON document.</summary>
public abstract record CommandReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,

        // It is printed, and never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whether the exit code is 0, else 1.</summary>
    public virtual bool IsWell() => true;

    /// <summary>Prints it for a person.</summary>
    public abstract void WriteTo(IAnsiConsole console);

    public virtual string ToJson() => JsonSerializer.Serialize(this, GetType(), Json);
}
