using Weir.Connectors.Kingdee;
using Weir.Engine.Connections;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;
using Xunit;

namespace Weir.Tests.Connectors.Contract;

/// <summary>What every connector's manifest must have. Connectors are found by type, so a new one is checked without being named here.</summary>
public sealed class ManifestContractTests
{
    private static readonly string[] SecretWords = ["secret", "password", "passport", "token"];

    /// <summary>Names that have a secret's word in them and hold none.</summary>
    private static readonly string[] NotSecret = ["tokenPath", "tokenUrl", "encodePassword"];

    public static TheoryData<string> Ids => [.. ConnectorCatalog.In(typeof(KingdeeConnector).Assembly).Keys];

    private static IConnector Connector(string id) => ConnectorCatalog.In(typeof(KingdeeConnector).Assembly)[id];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_manifest_names_and_describes_everything_in_both_languages(string id)
    {
        var manifest = Connector(id).Manifest;

        Assert.Matches("^[a-z0-9-]+$", manifest.Id);
        Assert.All([manifest.Label, manifest.LabelEn, manifest.Description], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.NotEmpty(manifest.Operations);
        Assert.Equal(manifest.Operations.Count, manifest.Operations.Select(o => (o.Role, o.Id)).Distinct().Count());
        Assert.All(manifest.Operations, o => Assert.False(string.IsNullOrWhiteSpace(o.Label) || string.IsNullOrWhiteSpace(o.LabelEn)));
        Assert.All(manifest.KnownErrors, e => Assert.False(string.IsNullOrWhiteSpace(e.Advice)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_setting_has_a_label_and_every_secret_is_marked(string id)
    {
        var manifest = Connector(id).Manifest;

        foreach (var setting in Flatten(SettingsShape.Of(manifest.SettingsType)))
        {
            Assert.True(setting.Field is { Label.Length: > 0, LabelEn.Length: > 0 }, $"{id}: setting {setting.Name} has no label");
            var looksSecret =
                SecretWords.Any(word => setting.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
                && !NotSecret.Contains(setting.Name);
            if (looksSecret && setting.Kind == SettingKind.Text)
                Assert.True(setting.Field!.Secret, $"{id}: setting {setting.Name} looks like a secret and is not marked as one");
        }
        foreach (var operation in manifest.Operations)
            Assert.NotEmpty(SettingsSchema.Of(operation.SettingsType));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Settings_documents_with_unknown_members_are_refused(string id)
    {
        var problems = SettingsReader.Check(
            Connector(id).Manifest.SettingsType,
            System.Text.Json.JsonElement.Parse("""{"noSuchSetting":1}""")
        );

        Assert.Contains(problems, p => p.Path.Equals("noSuchSetting", StringComparison.Ordinal));
    }

    private static IEnumerable<Setting> Flatten(SettingsShape shape) =>
        shape.Settings.SelectMany(s => s.Group is null ? [s] : Flatten(s.Group).Prepend(s));
}
