using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Limner.Models.Installing;

/// <summary>One absolute address; https, or http on this machine itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DownloadAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        => Uri.TryCreate(value as string, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            && address is { UserInfo: "", Query: "", Fragment: "" }
            ? ValidationResult.Success
            : new ValidationResult("must be an https address such as https://huggingface.co, or an http address of this machine", [validationContext.MemberName!]);
}

/// <summary>Host names with or without ports, separated by semicolons.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DownloadHostsAttribute : ValidationAttribute
{
    public static IEnumerable<DnsEndPoint> Parse(string hosts) => Split(hosts).Select(Parse1).OfType<DnsEndPoint>();

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        => Split(value as string ?? "").FirstOrDefault(host => Parse1(host) is null) is { } wrong
            ? new ValidationResult($"'{wrong}' is not a host such as cdn.example or cdn.example:8443", [validationContext.MemberName!])
            : ValidationResult.Success;

    private static string[] Split(string hosts) => hosts.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static DnsEndPoint? Parse1(string host)
        => Uri.TryCreate("https://" + host, UriKind.Absolute, out var address) && address is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && !host.EndsWith('/')
            ? new DnsEndPoint(address.IdnHost, address.Port)
            : null;
}

/// <summary>Absolute paths, separated by semicolons.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ImportFoldersAttribute : ValidationAttribute
{
    public static string[] Parse(string folders) => folders.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
        => Parse(value as string ?? "").FirstOrDefault(folder => !Path.IsPathFullyQualified(folder) || Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) == "/") is { } wrong
            ? new ValidationResult($"'{wrong}' is not a folder's full path", [validationContext.MemberName!])
            : ValidationResult.Success;
}
