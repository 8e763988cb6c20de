namespace CallEvents.ServiceDefaults;

/// <summary>Where a service keeps its state. Named options: one for each context, by the name of its type.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The key that the connection string came from, such as <c>ConnectionStrings:State</c>, for messages to the operator.</summary>
    /// <value>Set by <see cref="DatabaseExtensions.AddDatabase{TContext}"/>.</value>
    public string Key { get; set; } = "";

    /// <summary>A SQLite connection string. One that begins with <c>Host=</c> means PostgreSQL, which is not there yet.</summary>
    /// <value>What the service gave as its default, such as <c>Data Source=callevents.db</c>.</value>
    public string ConnectionString { get; set; } = "";
}
