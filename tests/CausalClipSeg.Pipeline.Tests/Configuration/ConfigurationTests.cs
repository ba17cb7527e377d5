using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.Extensions.Configuration;

namespace CausalClipSeg.Tests;

/// <summary>A wrong setting is a sentence before the start, and what can be set is written down where it cannot go stale.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Pacs:Hots", "x", "Pacs:Hots is not a setting. Pacs knows: BreakAfter, CalledAe, CallingAe")]
    [InlineData("Pacs:Port", "0", "Pacs:Port must be between 1 and 65535.")]
    [InlineData("Pacs:Port", "abc", "Failed to convert configuration value 'abc' at 'Pacs:Port' to type 'System.Int32'.")]
    [InlineData("Broker:RabbitMq", "localhost", "Broker:RabbitMq is not an amqp:// or amqps:// address. Example: amqp://user:password@host:5672/vhost")]
    [InlineData("Database:Postgres", "Hots=3", "Database:Postgres is not a connection string of Npgsql (")]
    [InlineData("Telemetry:Otlp", "collector:4317", "Telemetry:Otlp is not an http:// or https:// address. Example: http://collector:4317")]
    [InlineData("Intake:Mllp:Certficate", "x", "Intake:Mllp:Certficate is not a setting. Intake:Mllp knows: ")]
    public void A_wrong_setting_is_named_with_what_to_change(string setting, string value, string sentence) =>
        ConfigurationCheck.Problems(With(setting, value)).ShouldHaveSingleItem().ShouldStartWith(sentence);

    [Fact]
    public void Every_problem_is_told_at_once() =>
        ConfigurationCheck.Problems(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Pacs:Port"] = "0", ["Telemetry:TraceShare"] = "3" }).Build()).Count.ShouldBe(2);

    [Fact]
    public void The_documented_settings_are_those_that_there_are()
    {
        var committed = Path.Combine(RepositoryRoot.Path, "deploy", "appsettings.json");
        var now = SettingsDocument.Documented();
        File.ReadAllText(committed).TrimEnd().ShouldBe(now, "Settings changed; write them down with: ./causalclipseg config defaults > deploy/appsettings.json");
    }

    [Fact]
    public void The_documented_settings_change_nothing()
    {
        var documented = new ConfigurationBuilder().AddJsonFile(Path.Combine(RepositoryRoot.Path, "deploy", "appsettings.json")).Build();
        ConfigurationCheck.Problems(documented).ShouldBeEmpty();
        SettingsDocument.InForce(documented).ShouldBe(SettingsDocument.InForce(new ConfigurationBuilder().Build()));
    }

    [Theory]
    [InlineData("amqp://me:secret@host:5672/v", "amqp://me:***@host:5672/v")]
    [InlineData("Host=db;Password='a;b';Database=x", "Host=db;Password=***;Database=x")]
    [InlineData("https://pacs/dicom-web/", "https://pacs/dicom-web/")]
    public void Secrets_are_masked_where_settings_are_shown(string value, string shown) => Secrets.Mask(value).ShouldBe(shown);

    [Fact]
    public void A_secret_can_come_from_a_mounted_file()
    {
        using var folder = new TemporaryFolder("secrets");
        File.WriteAllText(Path.Combine(folder.Path, "Broker__RabbitMq"), "amqp://u:p@h:5672/");
        var configuration = new ConfigurationBuilder().AddKeyPerFile(folder.Path).Build();
        configuration[$"{BrokerOptions.Section}:{nameof(BrokerOptions.RabbitMq)}"].ShouldBe("amqp://u:p@h:5672/");
    }

    private static IConfigurationRoot With(string setting, string value) => new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();
}
