namespace CallEvents.ServiceDefaults.Database;

/// <summary>The database of a service cannot be opened or migrated; the message is for the operator.</summary>
public sealed class DatabaseUnusableException(string message, Exception innerException) : Exception(message, innerException);
