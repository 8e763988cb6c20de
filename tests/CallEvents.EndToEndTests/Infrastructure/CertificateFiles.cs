namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>PEM files of a certificate, with its intermediate authority, and of its private key.</summary>
internal sealed record CertificateFiles(string File, string KeyFile);
