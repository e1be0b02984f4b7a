using Limner.Storage;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Limner.Accounts.Sessions;

/// <summary>The cookie <c>limner_session</c> and the keys that seal it.</summary>
internal static class SessionCookie
{
    public const string Name = "limner_session";
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>How long a remembered session lasts after the last visit.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>How long one lasts that ends with the browser: browsers that restore their tabs never close.</summary>
    public static readonly TimeSpan Unremembered = TimeSpan.FromDays(1);

    public static void AddSessionCookie(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(Scheme, options =>
        {
            options.Cookie.Name = Name;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.IsEssential = true;
            options.ExpireTimeSpan = Remembered;
            options.SlidingExpiration = true;
            options.EventsType = typeof(SessionEvents);
        });
        services.AddSingleton<SessionEvents>();
        services.AddOptions<CookieAuthenticationOptions>(Scheme).PostConfigure(options => options.TicketDataFormat = new RememberedTickets(options.TicketDataFormat));

        // Sessions survive a restart because the keys lie beside the database.
        services.AddDataProtection().SetApplicationName("limner");

        // It warns that keys on disk are not encrypted: no key to encrypt them with would be any safer beside them than they are.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error));
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, ILoggerFactory>((keys, storage, logs) =>
            keys.XmlRepository = new FileSystemXmlRepository(CreateKeyDirectory(storage.Value.DataDir), logs));
    }

    private static DirectoryInfo CreateKeyDirectory(string dataDirectory)
    {
        var path = Path.Combine(Path.GetFullPath(dataDirectory), "keys");
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path);
        }

        // Who can read a key can make himself anybody's session.
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var directory = Directory.CreateDirectory(path, ownerOnly);
        directory.UnixFileMode = ownerOnly;
        return directory;
    }
}
