using System.ComponentModel.DataAnnotations;

namespace Limner.Safety.Outbound;

/// <summary>One or more absolute HTTP addresses, separated by semicolons.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpAddressesAttribute : ValidationAttribute
{
    public bool AllowEmpty { get; set; }

    /// <summary>The server itself speaks plain HTTP: TLS is a reverse proxy's job.</summary>
    public bool AllowHttps { get; set; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var addresses = (value as string ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (addresses.Length == 0)
        {
            return AllowEmpty ? ValidationResult.Success : Fail("must be an address such as http://127.0.0.1:8080");
        }

        foreach (var address in addresses)
        {
            // Kestrel's wildcard hosts are no valid host names; any name will do for the check.
            var plain = address.Replace("://*", "://wildcard", StringComparison.Ordinal).Replace("://+", "://wildcard", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                return Fail($"'{address}' is not an address such as http://127.0.0.1:8080");
            }

            if (uri.Scheme == "https" && !AllowHttps)
            {
                return Fail("the server speaks plain HTTP; put a reverse proxy in front for HTTPS");
            }
        }

        return ValidationResult.Success;

        ValidationResult Fail(string message) => new(message, [validationContext.MemberName!]);
    }
}
