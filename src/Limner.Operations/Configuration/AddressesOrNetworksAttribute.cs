using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Limner.Operations.Configuration;

/// <summary>A list of IP addresses and networks in CIDR notation.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressesOrNetworksAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        => (value as IEnumerable<string> ?? []).FirstOrDefault(item => !IPAddress.TryParse(item, out _) && !IPNetwork.TryParse(item, out _)) is { } wrong
            ? new ValidationResult($"'{wrong}' is not an address such as 10.0.0.5 or a network such as 10.0.0.0/8", [validationContext.MemberName!])
            : ValidationResult.Success;
}
