using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Weir.Server.Api;
using Weir.Server.Audit;
using Weir.Server.Connections;
using Weir.Server.Control;
using Weir.Server.Hosting;
using Weir.Server.Secrets;
using Weir.Server.Versions;

namespace Weir.Server.Auth;

/// <summary>Puts accounts, rights, secrets and audit together.</summary>
internal static class AuthSetup
{
    /// <summary>PBKDF2 with HMAC-SHA512, as often as OWASP's password storage cheat sheet recommends for it.</summary>
    private const int HashIterations = 210_000;

    public static void AddAccounts(this IServiceCollection services, string data, MasterKey master)
    {
        services.AddDbContextFactory<ControlDb>(options => ControlStore.Use(options, data));
        services.AddSingleton(provider =>
        {
            var databases = provider.GetRequiredService<IDbContextFactory<ControlDb>>();
            using (var db = databases.CreateDbContext())
                ControlStore.Migrate(db, data);
            return Vault.Open(databases, master, provider.GetRequiredService<TimeProvider>());
        });
        services
            .AddIdentityCore<Person>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Password = new PasswordOptions
                {
                    RequiredLength = SignInRules.ShortestPassword,
                    RequiredUniqueChars = 4,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                };
                options.Lockout = new LockoutOptions
                {
                    AllowedForNewUsers = true,
                    MaxFailedAccessAttempts = SignInRules.MostFailures,
                    DefaultLockoutTimeSpan = SignInRules.LockOut,
                };
            })
            .AddEntityFrameworkStores<ControlDb>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.AddHttpContextAccessor();
        services.AddSingleton<Accounts>();
        services.AddSingleton<DemoLink>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<FlowVersions>();
        services.AddSingleton<CallerFinder>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<UnknownSignIns>();
        services.AddSingleton<SecondFactor>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditPen>();
        services.AddScoped<SignIn>();
        services.AddScoped(provider =>
            provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<CallFacts>()?.Caller
            ?? throw new InvalidOperationException("This operation is for callers that are signed in.")
        );
        services.AddRateLimiter(limits =>
        {
            limits.AddPolicy(
                SignInRules.PerAddress,
                http =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        RightsGate.AddressOf(http),
                        _ => new FixedWindowRateLimiterOptions
                        {
                            PermitLimit = SignInRules.CallsPerMinute,
                            Window = TimeSpan.FromMinutes(1),
                        }
                    )
            );
            limits.OnRejected = async (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                    rejected.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                        .ToString(CultureInfo.InvariantCulture);
                await Problems
                    .Of(
                        StatusCodes.Status429TooManyRequests,
                        "too-many-calls",
                        "There were too many sign-ins from this address.",
                        "Wait a minute."
                    )
                    .ExecuteAsync(rejected.HttpContext);
            };
        });
    }

    /// <summary>Opens the control database before anything is asked of it.</summary>
    public static void PrepareAccounts(this WebApplication app)
    {
        app.Services.GetRequiredService<Vault>();
        app.Services.GetRequiredService<Accounts>().Prepare();
        app.Services.GetRequiredService<ConnectionRegistry>().Load();
        app.Services.GetRequiredService<FlowVersions>().Load();
    }

    /// <summary>Stands between routing and the operations.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.UseRateLimiter();
        app.UseMiddleware<RightsGate>();
    }

    /// <summary>Behind a proxy on this machine: the caller's own address and scheme, as the proxy tells them.</summary>
    public static void UseProxyFacts(this WebApplication app, AccessRules access)
    {
        if (access.PublicAddress is not null)
            app.UseForwardedHeaders(
                new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto }
            );
    }
}
