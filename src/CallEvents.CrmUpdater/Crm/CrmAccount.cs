namespace CallEvents.CrmUpdater.Crm;

/// <summary>The account that an adapter writes to, as preparation found it.</summary>
/// <param name="Target">The adapter and the account, such as <c>hubspot:1234567</c>: the key of the state.</param>
/// <param name="Notes">What an operator should know, one line each, such as what a dry run would create. No personal data.</param>
/// <param name="Missing">Those of the notes that name what an operator has to create before anything can be written.</param>
internal sealed record CrmAccount(string Target, IReadOnlyList<string> Notes, IReadOnlyList<string>? Missing = null);
