using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>Who looked, who reviewed, what was sent where, who was turned away: in the database, chained and append-only, and in the repository.</summary>
public sealed class AuditTests(RealServers servers)
{
    private const string Key = "a long random key of an audited reader";
    private static readonly SyntheticCase Opacity = new(931, 256, 256) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task The_trail_is_append_only_and_its_check_names_the_first_row_that_does_not_fit(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var trail = new AuditTrail(database.Store, Options.Create(new AuditOptions()), TimeProvider.System);
        var chain = new AuditChain(database.Store);
        await Task.WhenAll(Enumerable.Range(1, 12).Select(i => trail.RecordAsync(Event($"reader {i}"), Token)));
        (await chain.CheckAsync(null, Token)).ShouldSatisfyAllConditions(check => check.Problem.ShouldBeNull(), check => check.Last.ShouldBe(12));

        await using var db = database.Open();
        (await Should.ThrowAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("UPDATE audit_record SET actor = 'nobody' WHERE sequence = 5", Token))).Message.ShouldContain("append-only");
        (await Should.ThrowAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("DELETE FROM audit_record WHERE sequence = 12", Token))).Message.ShouldContain("append-only");
        if (provider == DatabaseProvider.Postgres)
            (await Should.ThrowAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("TRUNCATE audit_record", Token))).Message.ShouldContain("append-only");

        await Disarm(db, provider);
        await db.Database.ExecuteSqlRawAsync("UPDATE audit_record SET actor = 'nobody' WHERE sequence = 5", Token);
        (await chain.CheckAsync(null, Token)).Problem.ShouldNotBeNull().ShouldMatch(@"^Row 5 \(.*case-viewed\) was changed after it was written");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM audit_record WHERE sequence = 5", Token);
        (await chain.CheckAsync(null, Token)).Problem.ShouldBe("Row 5 is missing: 4 is followed by 6.");
        await db.Database.ExecuteSqlRawAsync("DELETE FROM audit_record WHERE sequence > 4", Token);
        (await chain.CheckAsync(null, Token)).Problem.ShouldBeNull("an end that was cut off leaves a chain that fits");
        db.AuditCursors.Add(new AuditCursor { Repository = "audit:6514" });
        await db.SaveChangesAsync(Token);
        await db.Database.ExecuteSqlRawAsync("UPDATE audit_cursor SET sent = 12", Token);
        (await chain.CheckAsync(null, Token)).Problem.ShouldBe("Row 5 is missing: audit:6514 was sent the rows up to 12, and 4 is the last one here.");
    }

    [Fact]
    public async Task Everything_that_must_be_known_later_reaches_the_repository_over_TLS_in_the_shape_of_the_standard()
    {
        await using var repository = new AuditRepository();
        await using (var pipeline = await PipelineUnderTest.Embedded(
            ("Audit:Repository", $"127.0.0.1:{repository.Port}"), ("Audit:Authorities", repository.Authority), ("Intake:AllowedCallingAe:0", "TESTS"),
            ("Status:Access:0:Name", "reader 1"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))), ("Status:Access:0:May", "PatientData,Review")))
        {
            await pipeline.SendImage(Opacity);
            await pipeline.SendReport(SyntheticHl7.Encode(Opacity));
            var done = await pipeline.CaseAtRest(SyntheticStudy.Of(Opacity).SopInstanceUid);
            (await StoreScu.EchoAsync(new PacsDestination("127.0.0.1", pipeline.DicomPort, "CAUSALCLIPSEG", "STRANGER"), Token)).IsStored.ShouldBeFalse();
            await Look(pipeline, done.Id);

            var study = SyntheticStudy.Of(Opacity);
            var viewed = await Arrives(repository, "110110", message => message.Element("EventIdentification")!.Attribute("EventActionCode")!.Value == "R");
            viewed.Element("ActiveParticipant")!.Attribute("UserID")!.Value.ShouldBe("reader 1");
            viewed.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value).ShouldBe([study.PatientId, study.StudyInstanceUid]);
            await Arrives(repository, "110110", message => message.Descendants("EventTypeCode").Any(code => code.Attribute("csd-code")!.Value == "review-accepted"));
            await Arrives(repository, "110103");
            await Arrives(repository, "110102");
            (await Arrives(repository, "110104")).Descendants("SOPClass").Single().Attribute("UID")!.Value.ShouldBe("1.2.840.10008.5.1.4.1.1.66.4");
            (await Arrives(repository, "110113")).Element("ActiveParticipant")!.Attribute("UserID")!.Value.ShouldBe("STRANGER");
            (await Arrives(repository, "110114")).Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value.ShouldBe("4");
            await Arrives(repository, "110100");
            foreach (var message in repository.Messages)
                message.ShouldBeAnAuditMessage();
            repository.Faults.ShouldBeEmpty();
            (await pipeline.Read(db => db.AuditRecords.CountAsync(a => a.Event == "pictures-viewed"))).ShouldBe(1, "the pictures of one page are one look");
            (await pipeline.Read(db => db.AuditRecords.CountAsync(a => a.Event == "case-viewed"))).ShouldBe(2, "the page, and the answer of the API");
            (await pipeline.Read(db => db.AuditRecords.CountAsync(a => a.Event == "list-viewed"))).ShouldBe(1, "whoever was on the list before is not written again");
            var list = await Arrives(repository, "110112");
            list.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value).ShouldBe(["/worklist", study.PatientId]);
            Encoding.UTF8.GetString(Convert.FromBase64String(list.Descendants("ParticipantObjectQuery").Single().Value)).ShouldBe($"/worklist?q={study.AccessionNumber}");
        }
    }

    [Fact]
    public async Task A_repository_that_was_away_gets_everything_in_order_when_it_is_back()
    {
        var port = FreePort.Next();
        await using var repository = new AuditRepository();
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        var trail = new AuditTrail(database.Store, Options.Create(new AuditOptions()), TimeProvider.System);
        for (var i = 1; i <= 5; i++)
            await trail.RecordAsync(Event($"reader {i}"), Token);
        var site = new AuditOptions { Repository = $"127.0.0.1:{port}", Authorities = repository.Authority };
        using (var lonely = new SyslogSender(database.Store, Options.Create(site), new SiteCertificates(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SyslogSender>.Instance))
        {
            await lonely.StartAsync(Token);
            await Task.Delay(300, Token);
            await lonely.StopAsync(CancellationToken.None);
        }
        (await database.Store.ReadAsync(db => db.AuditCursors.CountAsync(Token), Token)).ShouldBe(0, "nothing was sent to nobody");
        site.Repository = $"127.0.0.1:{repository.Port}";
        using var sender = new SyslogSender(database.Store, Options.Create(site), new SiteCertificates(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SyslogSender>.Instance);
        await sender.StartAsync(Token);
        await Eventually.True("five messages", () => Task.FromResult(repository.Messages.Count >= 5));
        await sender.StopAsync(CancellationToken.None);
        repository.Messages.Select(m => m.Element("ActiveParticipant")!.Attribute("UserID")!.Value).ShouldBe(["reader 1", "reader 2", "reader 3", "reader 4", "reader 5"]);
    }

    [Fact]
    public async Task An_old_row_that_was_changed_is_found_on_the_rounds_however_many_rows_there_are()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        var trail = new AuditTrail(database.Store, Options.Create(new AuditOptions()), TimeProvider.System);
        await database.Store.InTransactionAsync(async db =>
        {
            for (var i = 1; i <= 2100; i++)
                await trail.AppendAsync(db, Event($"reader {i}"), Token);
        }, Token);
        var chain = new AuditChain(database.Store);
        (await chain.NewestAsync(Token)).ShouldSatisfyAllConditions(newest => newest.Last.ShouldBe(2100), newest => newest.Problem.ShouldBeNull());
        var begun = await chain.CheckAsync(null, Token, most: 1000);
        (begun.Last, begun.Problem).ShouldBe((1000, null));

        await using var db = database.Open();
        await Disarm(db, DatabaseProvider.Sqlite);
        await db.Database.ExecuteSqlRawAsync("UPDATE audit_record SET actor = 'nobody' WHERE sequence = 1500", Token);

        (await chain.CheckAsync(begun, Token, most: 1000)).Problem.ShouldNotBeNull().ShouldStartWith("Row 1500 ");
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var meter = new AuditMeter(
            factory, database.Store, chain, Options.Create(new AuditOptions()), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditMeter>.Instance);
        int? intact = null;
        // Services of other tests, in this process too, have meters of the same name.
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "causalclipseg.audit.intact" && instrument.Meter.Scope == factory) listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => intact = value);
        listener.Start();
        await meter.StartAsync(Token);
        await Eventually.True("the alarm", () =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(intact == 0);
        });
        await meter.StopAsync(CancellationToken.None);
    }

    private static AuditEvent Event(string who) => new()
    {
        Name = "case-viewed",
        Id = new AuditCode("110110", "DCM", "Patient Record"),
        Action = AuditAction.Read,
        Participants = [new AuditParticipant(who, true, Address: "10.1.2.3")],
        Objects = [AuditObject.Patient("4711"), AuditObject.Study("1.2.3")],
    };

    private static async Task Look(PipelineUnderTest pipeline, Guid id)
    {
        using var reader = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/"), DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
        var found = $"worklist?q={SyntheticStudy.Of(Opacity).AccessionNumber}";
        await reader.GetStringAsync(found, Token);
        await reader.GetStringAsync(found, Token);
        await reader.GetStringAsync($"cases/{id}", Token);
        await reader.GetStringAsync($"api/cases/{id}", Token);
        await reader.GetByteArrayAsync($"api/cases/{id}/image", Token);
        await reader.GetByteArrayAsync($"api/cases/{id}/segments/1/mask", Token);
        (await reader.PostAsJsonAsync($"api/cases/{id}/reviews", new { segment = 1, verdict = "accepted" }, Token)).EnsureSuccessStatusCode();
        reader.DefaultRequestHeaders.Remove("Authorization");
        reader.DefaultRequestHeaders.Add("Authorization", "Bearer wrong");
        await reader.GetAsync("api/health", Token);
    }

    private static Task<XElement> Arrives(AuditRepository repository, string eventId, Func<XElement, bool>? which = null) => Eventually.Get($"an audit message {eventId}", () =>
        Task.FromResult(repository.Messages.FirstOrDefault(message => message.EventId() == eventId && (which?.Invoke(message) ?? true))));

    /// <summary>What somebody with the owner's rights would do.</summary>
    private static Task<int> Disarm(PipelineDbContext db, DatabaseProvider provider) => provider == DatabaseProvider.Postgres
        ? db.Database.ExecuteSqlRawAsync("ALTER TABLE audit_record DISABLE TRIGGER ALL", Token)
        : db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_record_no_update; DROP TRIGGER audit_record_no_delete;", Token);
}
