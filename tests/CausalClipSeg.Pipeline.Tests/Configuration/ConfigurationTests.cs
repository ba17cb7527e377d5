using System.Net;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A wrong setting is a sentence before the start, and what can be set is written down where it cannot go stale.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Pacs:Hots", "x", "Pacs:Hots is not a setting. Pacs knows: Associations, BreakAfter, CalledAe, CallingAe")]
    [InlineData("Pacs:Port", "0", "Pacs:Port must be between 1 and 65535.")]
    [InlineData("Pacs:Port", "abc", "Pacs:Port is \"abc\", which is no whole number of a size that is possible here.")]
    [InlineData("Pacs:Transport", "Foo", "Pacs:Transport is \"Foo\". Write CStore or Stow.")]
    [InlineData("Pacs:Profile", "1", "Pacs:Profile is \"1\". Write Strict or Viewer.")]
    [InlineData("Pacs:Retrieve", "CGet", "Pacs:Retrieve is \"CGet\". Write Auto, Web, Get or Move.")]
    [InlineData("Status:ReviewsToPacs", "yes", "Status:ReviewsToPacs is \"yes\". Write true or false.")]
    [InlineData("Promotion:MinimumGain", "0,5", "Promotion:MinimumGain is \"0,5\", which is no number. Write it with a point, such as 0.5.")]
    [InlineData("Intake:AeTitle", "", "Intake:AeTitle is empty. Give it a value, or leave it out for its default.")]
    [InlineData("Storage:WarnFreeMegabytes", "-1", "Storage:WarnFreeMegabytes must be 0 or more.")]
    [InlineData("Promotion:MinimumCases", "1", "Promotion:MinimumCases must be 2 or more.")]
    [InlineData("Intake:Mllp:Acknowledgements:Nonsense", "Error", "A name in Intake:Mllp:Acknowledgements:Nonsense is \"Nonsense\". Write ")]
    [InlineData("Retraining:Schedule", "99 * * * *", "Retraining:Schedule '99 * * * *' is no cron expression of five fields")]
    [InlineData("Intake:SharedFolders:0", "images", "Intake:SharedFolders holds \"images\", which is no full path.")]
    [InlineData("Intake:DicomPort", "8080", "Intake:DicomPort and Status:Port are both 8080; only one of them can listen there.")]
    [InlineData("Intake:MllpPort", "11112", "Intake:DicomPort and Intake:MllpPort are both 11112; only one of them can listen there.")]
    [InlineData("Broker:RabbitMq", "localhost", "Broker:RabbitMq is not an amqp:// or amqps:// address. Example: amqp://user:password@host:5672/vhost")]
    [InlineData("Broker:RabbitMq", "amqp://user:pass#word@host:5672/", "Broker:RabbitMq cannot be read as an address. In the password write what has a meaning in addresses as its code: %23 for #")]
    [InlineData("Database:Postgres", "Hots=3", "Database:Postgres is not a connection string of Npgsql (")]
    [InlineData("Telemetry:Otlp", "collector:4317", "Telemetry:Otlp is not an http:// or https:// address. Example: http://collector:4317")]
    [InlineData("Packs:Host", "x", "Packs is not a section of the settings. There are: Audit, Broker, Database, Datasets, Drift, Intake, ")]
    [InlineData("Statsu:Local", "All", "Statsu is not a section of the settings.")]
    [InlineData("Status:Address", "not an address", "Status:Address is \"not an address\", which is no IP address. Write 127.0.0.1 for this machine alone")]
    [InlineData("Status:Address", "worker.hospital.example", "Status:Address is \"worker.hospital.example\", which is no IP address.")]
    [InlineData("Intake:DicomAddress", "nonsense", "Intake:DicomAddress is \"nonsense\", which is no IP address.")]
    [InlineData("Intake:MllpAddress", "localhost", "Intake:MllpAddress is \"localhost\", which is no IP address.")]
    [InlineData("Intake:QuietSecondsByModality:CR", "-5", "Intake:QuietSecondsByModality:CR is -5, which is not between 0 and 3600.")]
    [InlineData("Intake:AllowedCallingAe:0", "A_TITLE_THAT_IS_TOO_LONG", "Intake:AllowedCallingAe holds \"A_TITLE_THAT_IS_TOO_LONG\"; an AE title has 1 to 16 characters.")]
    [InlineData("Drift:ReferenceCases", "100", "Drift:RecentCases is 200 and Drift:ReferenceCases only 100: nothing would ever be measured.")]
    [InlineData("Intake:Mllp:Certficate", "x", "Intake:Mllp:Certficate is not a setting. Intake:Mllp knows: ")]
    [InlineData("Intake:QuietSecondsByModality:CR", "abc", "Intake:QuietSecondsByModality:CR is \"abc\", which is no whole number")]
    [InlineData("Status:Access:0:May", "PatientData,Reveiw", "Status:Access:0:May is \"PatientData,Reveiw\". Write words of None, Look, PatientData, Review, Operate, Models, All with commas between.")]
    [InlineData("Promotion:MinimumGain", "NaN", "Promotion:MinimumGain must be between -1 and 1.")]
    [InlineData("Promotion:SubgroupMargin", "-0.3", "Promotion:SubgroupMargin must be between 0 and 1.")]
    [InlineData("Promotion:ShadowAgreement", "1.4", "Promotion:ShadowAgreement must be between 0 and 1.")]
    [InlineData("Datasets:MinimumAgreement", "Infinity", "Datasets:MinimumAgreement must be between 0 and 1.")]
    [InlineData("Retraining:Replay", "-0.4", "Retraining:Replay must be between 0 and 1000.")]
    [InlineData("Telemetry:TraceShare", "1.4", "Telemetry:TraceShare must be between 0 and 1.")]
    [InlineData("Intake:Dicom:AllowedPeers", "10.0.0.0/8", "Intake:Dicom:AllowedPeers holds several values and is given as the text \"10.0.0.0/8\". Write [\"10.0.0.0/8\"] in a file, ")]
    [InlineData("Intake:QuietSecondsByModality", "5", "Intake:QuietSecondsByModality holds several values and is given as the text \"5\". Write { \"NAME\": value } in a file, Intake:QuietSecondsByModality:NAME=value")]
    [InlineData("Intake:AeTitle:0", "SEG", "Intake:AeTitle is one value and is given as several (Intake:AeTitle:0). Write Intake:AeTitle=value.")]
    [InlineData("Storage", "x", "Storage is a section and is given as a text. Write Storage:Key=value; deploy/appsettings.json shows its settings.")]
    [InlineData("Intake:Dicom", "x", "Intake:Dicom is a section and is given as a text. Write Intake:Dicom:Key=value; it knows: AllowedPeers, ")]
    [InlineData("Status:TrustedProxies:0", "proxy.example", "Status:TrustedProxies holds \"proxy.example\", which is neither an IP address nor a range.")]
    public void A_wrong_setting_is_named_with_what_to_change(string setting, string value, string sentence) =>
        ConfigurationCheck.Problems(With((setting, value), ("Labels:ReaderKey", "a key of the tests' readers"))).ShouldHaveSingleItem().ShouldStartWith(sentence);

    [Fact]
    public void Processes_that_share_a_database_must_be_given_the_key_of_the_readers() =>
        ConfigurationCheck.Problems(With(("Database:Postgres", "Host=db;Database=x"))).ShouldHaveSingleItem().ShouldBe(
            "Labels:ReaderKey is empty, and with Database:Postgres every process needs the same. Make a secret of the site's own: openssl rand -base64 32 > /run/secrets/Labels__ReaderKey");

    [Theory]
    [InlineData("Status:Oidc:Authority", "http://login.example/", "Status:Oidc:Authority is http://login.example/. Give the issuer's https:// address")]
    [InlineData("Status:Oidc:Authority", "https://login.example/", "Status:Oidc:Authority is set without Status:Oidc:ClientId.")]
    [InlineData("Status:Tls:Enabled", "true", "Status:Tls:Enabled is set without Status:Tls:Certificate; TLS needs a certificate of this service.")]
    [InlineData("Status:PublicAddress", "seg.example", "Status:PublicAddress is seg.example; give an address that begins with https:// or http://.")]
    [InlineData("Labels:ReaderKey", "short", "Labels:ReaderKey has fewer than 16 characters")]
    [InlineData("Broker:Tls:Authorities", "/nowhere.pem", "Broker:Tls:Authorities names /nowhere.pem, and there is no such file.")]
    [InlineData("Intake:AllowedCallingAe", "CT1", "Intake:AllowedCallingAe holds several values and is given as the text \"CT1\".")]
    [InlineData("Status:Access:0:Nmae", "reader", "Status:Access:0:Nmae is not a setting. Status:Access:0 knows: KeySha256, May, Name, Role.")]
    public void What_would_leave_a_door_ajar_is_refused(string setting, string value, string sentence) =>
        ConfigurationCheck.Problems(With((setting, value))).ShouldContain(problem => problem.StartsWith(sentence));

    [Fact]
    public void A_broker_without_TLS_is_not_spoken_to_as_if_it_had_it() =>
        ConfigurationCheck.Problems(With(("Broker:RabbitMq", "amqp://u:p@h/"), ("Broker:Tls:Enabled", "true"))).ShouldHaveSingleItem()
            .ShouldStartWith("Broker:Tls:Enabled is set, and Broker:RabbitMq is an amqp:// address.");

    [Theory]
    [InlineData("amqp://u:p@h/", "", "Broker:Nodes:0 is empty. Write host or host:port, or leave the entry out.")]
    [InlineData("amqp://u:p@h/", "amqp://h2:5672", "Broker:Nodes holds \"amqp://h2:5672\", which is neither a host nor host:port with a port from 1 to 65535. Write host or host:port; user, password, virtual host and amqp:// or amqps:// are those of Broker:RabbitMq.")]
    [InlineData("amqp://u:p@h/", "u:secret@h2", "Broker:Nodes:0 holds a user or a password. Write host or host:port;")]
    [InlineData("amqp://u:p@h/", "amqp://u:secret@h2/", "Broker:Nodes:0 holds a user or a password.")]
    [InlineData("amqp://u:p@h/", "h2:0", "Broker:Nodes holds \"h2:0\", which is neither")]
    [InlineData("amqp://u:p@h/", "h2:65536", "Broker:Nodes holds \"h2:65536\", which is neither")]
    [InlineData("amqp://u:p@h/", "h2:", "Broker:Nodes holds \"h2:\", which is neither")]
    [InlineData("amqp://u:p@h/", "h2:5672/v", "Broker:Nodes holds \"h2:5672/v\", which is neither")]
    [InlineData("amqp://u:p@h/", "h2, h3", "Broker:Nodes holds \"h2, h3\", which is neither")]
    [InlineData("amqps://u:p@h/", "H2:5671,h2", "Broker:Nodes holds h2:5671 more than once. Take out one of them, or correct it: each node counts once.")]
    [InlineData(null, "h2", "Broker:Nodes is set without Broker:RabbitMq. Give one of the nodes there, with user, password and virtual host.")]
    public void A_wrong_node_of_the_broker_is_named_with_what_to_change_and_its_password_is_not_shown(string? rabbit, string nodes, string sentence)
    {
        var entries = (nodes.Contains(", ") ? [nodes] : nodes.Split(',')).Select((node, i) => ($"Broker:Nodes:{i}", node));
        ConfigurationCheck.Problems(With([.. entries, .. rabbit is null ? Array.Empty<(string, string)>() : [("Broker:RabbitMq", rabbit)]])).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(said => said.ShouldStartWith(sentence), said => said.ShouldNotContain("secret"));
    }

    [Fact]
    public void The_key_of_the_readers_is_shown_to_nobody() =>
        SettingsDocument.InForce(With(("Labels:ReaderKey", "a secret of this site"), ("Status:Oidc:ClientSecret", "of the issuer"))).ShouldSatisfyAllConditions(
            shown => shown.ShouldNotContain("a secret of this site"), shown => shown.ShouldNotContain("of the issuer"));

    [Theory]
    [InlineData("10.1.2.3:104", "10.1.2.3")]
    [InlineData("[fd00::7]:104", "fd00::7")]
    public void A_peer_that_asks_for_storage_commitment_may_have_an_address_of_either_kind(string text, string host) =>
        new DicomDoorOptions { Peers = { ["ASKER"] = text } }.AddressOf("ASKER").ShouldBe(new DnsEndPoint(host, 104));

    [Theory]
    [InlineData("Status:Address", "localhost")]
    [InlineData("Status:Address", "::")]
    [InlineData("Status:Address", "*")]
    [InlineData("Intake:DicomAddress", "::1")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("logging:LogLevel:Default", "Debug")]
    [InlineData("PACS:host", "archive")]
    [InlineData("AllowedHosts", "*")]
    public void What_is_right_in_any_spelling_is_let_be(string setting, string value) => ConfigurationCheck.Problems(With((setting, value))).ShouldBeEmpty();

    [Fact]
    public void A_slip_in_a_section_is_found_in_the_file_and_on_the_command_line_and_not_in_the_environment()
    {
        using var folder = new TemporaryFolder("sections");
        File.WriteAllText(folder.File("appsettings.json"), """{ "Pasc": { "Host": "archive" }, "Logging": { "LogLevel": { "Default": "Debug" } }, "Pacs": { "Port": 104 } }""");
        Environment.SetEnvironmentVariable("ConnectionStrings__Other", "of another program");
        var configuration = PipelineConfiguration.Add(new ConfigurationBuilder(), new SettingsSource(folder.File("appsettings.json"), new Dictionary<string, string?> { ["Brokre:RabbitMq"] = "amqp://h/" }));

        ConfigurationCheck.Problems(configuration.Build()).Select(problem => problem.Split(' ')[0]).ShouldBe(["Pasc", "Brokre"]);
    }

    [Theory]
    [InlineData("Host=archive")]
    [InlineData("=x")]
    [InlineData("archive")]
    public void A_word_without_a_section_is_no_setting(string word) =>
        Should.Throw<RefusedException>(() => Settings.Parse([word])).Message.ShouldStartWith($"'{word}' is not a setting. Write Section:Key=value");

    [Fact]
    public void Every_problem_is_told_at_once() =>
        ConfigurationCheck.Problems(With(("Pacs:Port", "0"), ("Telemetry:TraceShare", "3"), ("Intake:DicomPort", "x"), ("Retraining:Epochs", "y"))).Select(problem => problem.Split(' ')[0])
            .ShouldBe(["Retraining:Epochs", "Intake:DicomPort", "Pacs:Port", "Telemetry:TraceShare"], ignoreOrder: true);

    [Theory]
    [InlineData("Status:Address", "127.0.0.2")]
    [InlineData("Intake:DicomAddress", "127.0.0.2")]
    public void Doors_on_different_addresses_may_have_one_port(string setting, string value) =>
        ConfigurationCheck.Problems(With(("Intake:DicomPort", "8080"), (setting, value))).ShouldBeEmpty();

    [Theory]
    [InlineData("Model:Bundle", "/nowhere", "Model:Bundle is wrong: /nowhere is not a model bundle: it has no bundle.json.")]
    [InlineData("Retraining:ReplayLists:0", "/nowhere.jsonl", "Retraining:ReplayLists names /nowhere.jsonl, and there is no such list.")]
    [InlineData("Promotion:ReferenceLists:0", "/nowhere.jsonl", "Promotion:ReferenceLists names /nowhere.jsonl, and there is no such list.")]
    public void A_file_that_is_not_on_this_machine_is_named_and_stops_no_process_that_does_not_need_it(string setting, string value, string sentence)
    {
        MissingFiles.Problems(With((setting, value))).ShouldHaveSingleItem().ShouldStartWith(sentence);
        ConfigurationCheck.Problems(With((setting, value))).ShouldBeEmpty();
    }

    [Fact]
    public void A_root_that_nothing_can_be_written_below_is_named_and_nothing_is_left_where_it_can()
    {
        using var folder = new TemporaryFolder("root");
        StorageRoot.Problem("/proc/causalclipseg").ShouldNotBeNull().ShouldStartWith($"Storage:Root is /proc/causalclipseg, and {Environment.UserName} cannot write there (/proc: ");
        StorageRoot.Problem(folder.File("not", "there", "yet")).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_documented_settings_name_the_words_that_may_stand_there()
    {
        var documented = SettingsDocument.Documented();
        documented.ShouldContain("//   Stow: STOW-RS to Pacs:DicomWeb.");
        documented.ShouldContain("//   NewestOfEachView: Of several images of one view the newest");
        documented.ShouldContain("//   May: What this visitor may do. (words of None, Look, PatientData, Review, Operate, Models, All with commas between)");
    }

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
    [InlineData("amqps://host/v?heartbeat=5&password=secret", "amqps://host/v?heartbeat=***&password=***")]
    public void Secrets_are_masked_where_settings_are_shown(string value, string shown) => Secrets.Mask(value).ShouldBe(shown);

    [Theory]
    [InlineData("Broker__RabbitMq")]
    [InlineData("secrets_Broker__RabbitMq")]
    public void A_secret_can_come_from_a_mounted_file_and_from_a_folder_of_credentials_of_systemd(string name)
    {
        using var folder = new TemporaryFolder("secrets");
        File.WriteAllText(folder.File(name), "amqp://u:p@h:5672/\n");
        new ConfigurationBuilder().Add(new SecretFolder(folder.Path, MustExist: true)).Build()[$"{BrokerOptions.Section}:{nameof(BrokerOptions.RabbitMq)}"].ShouldBe("amqp://u:p@h:5672/");
    }

    [Fact]
    public void A_folder_of_secrets_that_was_named_has_to_be_there_and_to_be_whole()
    {
        using var folder = new TemporaryFolder("secrets");
        Reading(folder.File("secretz")).ShouldBe($"CAUSALCLIPSEG_SECRETS names {folder.File("secretz")}, and there is no such folder. Correct it, or unset it where there are no secrets.");
        File.CreateSymbolicLink(folder.File("Database__Postgres"), folder.File("nowhere"));
        Reading(folder.Path).ShouldBe($"The secret {folder.File("Database__Postgres")} is a link to a file that is not there. Put the file in its place, or remove the link.");
        new ConfigurationBuilder().Add(new SecretFolder(folder.File("secretz"), MustExist: false)).Build().GetChildren().ShouldBeEmpty();

        static string Reading(string path) => Should.Throw<InvalidDataException>(() => new ConfigurationBuilder().Add(new SecretFolder(path, MustExist: true)).Build()).Message;
    }

    [Theory]
    [InlineData("", ", line 1: ")]
    [InlineData("[]", ": Top-level JSON element must be an object.")]
    [InlineData("{\n  broken", ", line 2: 'b' is an invalid start of a property name.")]
    [InlineData("""{ "Pacs": { "Port": 1, "Port": 2 } }""", ": A duplicate key 'Pacs:Port' was found.")]
    public void A_file_that_cannot_be_read_says_where_and_why(string text, string reason)
    {
        using var folder = new TemporaryFolder("broken");
        var file = folder.File("appsettings.json");
        File.WriteAllText(file, text);
        Should.Throw<InvalidDataException>(() => PipelineConfiguration.Add(new ConfigurationBuilder(), new SettingsSource(file, new Dictionary<string, string?>())).Build())
            .Message.ShouldStartWith($"{file} cannot be read as settings{reason}");
    }

    [Fact]
    public void No_number_outside_of_its_range_is_taken()
    {
        using var services = new ServiceCollection().AddPipelineOptions(With()).BuildServiceProvider();
        var numbers = services.GetServices<SettingsSection>().SelectMany(section => Numbers(section.Name, section.Options)).ToList();
        numbers.Count.ShouldBeGreaterThan(50);

        var taken = from number in numbers
                    from value in Wrong(number.Property)
                    where !ConfigurationCheck.Problems(With((number.Path, value))).Any(problem => problem.Contains(number.Path))
                    select $"{number.Path}={value}";
        taken.ShouldBeEmpty();
    }

    private static IEnumerable<(string Path, PropertyInfo Property)> Numbers(string path, Type options) =>
        SettingsSection.Settable(options).SelectMany(property => SettingsSection.IsNested(property) ? Numbers($"{path}:{property.Name}", property.PropertyType)
            : NumberOf(property) is not null ? [($"{path}:{property.Name}", property)] : Enumerable.Empty<(string, PropertyInfo)>());

    private static Type? NumberOf(PropertyInfo property) =>
        (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type && (type == typeof(double) || type == typeof(int) || type == typeof(long)) ? type : null;

    /// <summary>No number, too large for any, and the next one outside of each end of the range.</summary>
    private static string[] Wrong(PropertyInfo property)
    {
        string[] never = ["NaN", "Infinity", "-Infinity", "99999999999999999999"];
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range)
            return never;
        var (least, most) = (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        return NumberOf(property) == typeof(double)
            ? [.. never, Math.BitDecrement(least).ToString("R", CultureInfo.InvariantCulture), Math.BitIncrement(most).ToString("R", CultureInfo.InvariantCulture)]
            : [.. never, (least - 1).ToString("F0", CultureInfo.InvariantCulture), (most + 1).ToString("F0", CultureInfo.InvariantCulture)];
    }

    private static IConfigurationRoot With(params (string Setting, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Setting, s.Value))).Build();
}
