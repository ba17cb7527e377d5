using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Synthetic;

namespace CausalClipSeg.Tests;

/// <summary>Meters are the process's: a host that ends takes those of the same name out of the scrapes of the others.</summary>
[CollectionDefinition(nameof(OneHostAtATime), DisableParallelization = true)]
public sealed class OneHostAtATime;

/// <summary>The alerts and the dashboard ask for metrics that a running service has, and every alert has its section in the runbook.</summary>
[Collection(nameof(OneHostAtATime))]
public sealed partial class MetricTests(RealServers servers)
{
    private static readonly SyntheticCase Opacity = new(911, 401, 403) { RightZones = LungZones.Lower };

    private static string Rules => File.ReadAllText(RepositoryRoot.Combine("deploy", "prometheus", "rules.yml"));

    private static string Dashboard => File.ReadAllText(RepositoryRoot.Combine("deploy", "grafana", "dashboards", "causalclipseg.json"));

    [Fact]
    public async Task Alerts_and_dashboard_ask_for_metrics_that_there_are()
    {
        using var listener = new MeterListener();
        var instruments = new Dictionary<string, Instrument>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("CausalClipSeg.", StringComparison.Ordinal))
                lock (instruments)
                    instruments[instrument.Name] = instrument;
        };
        listener.Start();
        var (pipeline, _) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        await pipeline.SendImage(Opacity);
        await pipeline.SendReport(SyntheticHl7.Encode(Opacity));
        (await pipeline.CaseAtRest(SyntheticStudy.Of(Opacity).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        using var http = new HttpClient();
        var served = await Eventually.Get("metrics of queues, health and delivery", async () =>
            await http.GetStringAsync($"http://127.0.0.1:{pipeline.StatusPort}/metrics", TestContext.Current.CancellationToken) is var text
            && text.Contains("causalclipseg_queue_messages") && text.Contains("causalclipseg_health") && text.Contains("causalclipseg_case_duration_seconds_bucket") ? text : null);
        HashSet<string> known;
        lock (instruments)
            known = [.. instruments.Values.SelectMany(Names)];
        MetricName().Matches(Samples(served)).Select(m => m.Value).Distinct().Except(known).ShouldBeEmpty("the exporter names instruments otherwise than this test thinks");
        MetricName().Matches(Rules + Dashboard).Select(m => m.Value).Distinct().Except(known).ShouldBeEmpty();
        foreach (var name in (string[])["causalclipseg_stage_duration_seconds_count", "causalclipseg_deliveries_total", "causalclipseg_inference_batch_size_bucket", "causalclipseg_disk_free_bytes", "causalclipseg_destination_breaker_open", "causalclipseg_parked_age_seconds"])
            served.ShouldContain(name);
    }

    [Fact]
    public void Every_alert_has_its_section_in_the_runbook_and_every_section_its_alert()
    {
        var sections = Heading().Matches(File.ReadAllText(RepositoryRoot.Combine("docs", "runbook.md"))).Select(m => Anchor(m.Groups[1].Value)).ToList();
        var named = RunbookLink().Matches(Rules).Select(m => m.Groups[1].Value).ToList();
        named.Count.ShouldBe(Alert().Count(Rules));
        named.Order().ShouldBe(sections.Order());
    }

    [Fact]
    public void An_alert_of_a_counter_sees_the_event_that_it_is_born_with_and_one_of_a_target_sees_that_it_is_gone()
    {
        var alerts = Rules.Split("- alert: ")[1..];
        alerts.Where(alert => alert.Contains("increase(")).Select(alert => alert.Split('\n')[0]).ShouldBe(["CausalClipSegArchiveRefuses", "CausalClipSegIntakeRefuses", "CausalClipSegTrainingFailed", "CausalClipSegEvaluationFailed"]);
        alerts.Where(alert => alert.Contains("increase(")).ShouldAllBe(alert => alert.Contains(" unless (") && alert.Contains(" offset "));
        alerts.Where(alert => alert.Contains("up{job=\"causalclipseg\"} == 0")).ShouldAllBe(alert => alert.Contains("or absent(up{job=\"causalclipseg\"})"));
    }

    [Fact]
    public void The_dashboard_is_one_that_Grafana_reads()
    {
        using var dashboard = JsonDocument.Parse(Dashboard);
        dashboard.RootElement.GetProperty("uid").GetString().ShouldBe("causalclipseg");
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.Where(panel => panel.GetProperty("type").GetString() != "row").ShouldAllBe(panel => panel.GetProperty("targets").GetArrayLength() > 0);
    }

    [Fact]
    public void The_drivers_answer_is_read_line_by_line() =>
        NvidiaDriver.Parse("NVIDIA H100, 37, 10240, 81559\nNVIDIA H100, [N/A], 0, 81559\n")
            .ShouldBe([new GpuReading("NVIDIA H100", 37, 10240, 81559), new GpuReading("NVIDIA H100", 0, 0, 81559)]);

    private static string Samples(string metrics) => string.Join('\n', metrics.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Split('{', ' ')[0]));

    /// <summary>As the Prometheus exporter names an instrument.</summary>
    private static IEnumerable<string> Names(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", "%" => "_percent", _ => "" };
        var name = instrument.Name.Replace('.', '_') + unit;
        return instrument.GetType().GetGenericTypeDefinition() switch
        {
            var type when type == typeof(Histogram<>) => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            var type when type == typeof(Counter<>) => [$"{name}_total"],
            _ => [name],
        };
    }

    private static string Anchor(string heading) => heading.ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex("causalclipseg_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"runbook: docs/runbook\.md#(\S+)")]
    private static partial Regex RunbookLink();

    [GeneratedRegex("- alert: ")]
    private static partial Regex Alert();
}
