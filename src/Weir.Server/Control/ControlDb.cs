using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Weir.Server.Control;

/// <summary>Accounts, workspaces, flows, connections and the audit log of this server: the file <c>control.db</c> of the data directory.</summary>
internal sealed class ControlDb(DbContextOptions<ControlDb> options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<Workspace> Workspaces => Set<Workspace>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<StoredFlow> Flows => Set<StoredFlow>();

    public DbSet<FlowVersion> FlowVersions => Set<FlowVersion>();

    public DbSet<StoredConnection> Connections => Set<StoredConnection>();

    public DbSet<DataKey> DataKeys => Set<DataKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // As numbers they can be compared and sorted by every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Person>(person =>
        {
            person.ToTable("person");
            person.HasIndex(p => p.NormalizedEmail).IsUnique();
        });
        builder.Entity<Workspace>().ToTable("workspace").HasKey(w => w.Id);
        builder.Entity<Membership>(membership =>
        {
            membership.ToTable("membership").HasKey(m => new { m.PersonId, m.WorkspaceId });
            membership.HasIndex(m => m.WorkspaceId);
            membership.Property(m => m.Role).HasConversion<string>();
        });
        builder.Entity<Invitation>(invitation =>
        {
            invitation.ToTable("invitation").HasIndex(i => i.SecretHash).IsUnique();
            invitation.Property(i => i.Role).HasConversion<string>();
        });
        builder.Entity<SignInSession>(session =>
        {
            session.ToTable("session").HasIndex(s => s.SecretHash).IsUnique();
            session.HasIndex(s => s.PersonId);
        });
        builder.Entity<AccessToken>(token =>
        {
            token.ToTable("access_token").HasIndex(t => t.SecretHash).IsUnique();
            token.HasIndex(t => t.PersonId);
            token.Property(t => t.Role).HasConversion<string>();
        });
        builder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit").HasKey(e => e.Id);
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.HasIndex(e => new { e.WorkspaceId, e.Id });
        });
        builder.Entity<StoredFlow>(flow =>
        {
            flow.ToTable("flow").HasKey(f => f.Name);
            flow.Property(f => f.Revision).IsConcurrencyToken();
        });
        builder.Entity<FlowVersion>().ToTable("flow_version").HasKey(v => new { v.Flow, v.Number });
        builder.Entity<StoredConnection>(connection =>
        {
            connection.ToTable("connection").HasKey(c => c.Name);
            connection.Property(c => c.Revision).IsConcurrencyToken();
        });
        builder.Entity<DataKey>().ToTable("data_key").HasKey(k => k.Id);
    }

    private sealed class MillisecondsConverter()
        : ValueConverter<DateTimeOffset, long>(
            time => time.ToUnixTimeMilliseconds(),
            number => DateTimeOffset.FromUnixTimeMilliseconds(number)
        );
}
