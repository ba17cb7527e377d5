using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Referring;

/// <summary>Which images of a study get a case of a report, and what the report as it was received says of them.</summary>
public sealed class CaseMeetingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The lexicon has grown since: read anew, the report of which nothing was understood would be one that finds nothing.</summary>
    [Theory]
    [InlineData("Nothing in the report was understood.", CaseState.Parked)]
    [InlineData("", CaseState.Negative)]
    [InlineData(null, CaseState.Negative)]
    public async Task Findings_and_doubts_are_of_one_reading(string? kept, CaseState expected)
    {
        await using var pipeline = await IdlePipeline.Create("reading");
        await Meet(pipeline, Sample.Study(), Report("The lungs are clear.", kept), [Image("1.2.3.4")]);
        var made = await pipeline.Store.ReadAsync(db => db.Cases.SingleAsync(Cancel), Cancel);
        made.State.ShouldBe(expected, made.Reason);
        if (expected == CaseState.Parked)
            made.Reason.ShouldBe(kept);
    }

    [Fact]
    public async Task Of_two_images_of_a_view_that_came_in_the_same_moment_one_gets_the_case()
    {
        await using var pipeline = await IdlePipeline.Create("views", ("Intake:Images", "NewestOfEachView"));
        await Meet(pipeline, Sample.Study(), Report("Opacity in the left lower lobe.", ""), [Image("1.2.3.4"), Image("1.2.3.5"), Image("1.2.3.6", view: "LATERAL")]);
        (await pipeline.Store.ReadAsync(db => db.Cases.Select(c => c.SopInstanceUid).ToListAsync(Cancel), Cancel)).ShouldBe(["1.2.3.5", "1.2.3.6"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(3600, true)]
    public async Task A_study_is_waited_for_no_longer_than_the_rule_says_whatever_was_done_to_the_clock(int seconds, bool isComplete)
    {
        await using var pipeline = await IdlePipeline.Create("quiet", ("Intake:QuietSeconds", "60"));
        var study = Sample.Study();
        study.Reopen(TimeProvider.System.GetUtcNow().AddSeconds(seconds));
        await Meet(pipeline, study, Report("The lungs are clear.", ""), [Image("1.2.3.4")]);
        (await pipeline.Store.ReadAsync(db => db.Cases.CountAsync(Cancel), Cancel)).ShouldBe(isComplete ? 1 : 0);
    }

    private static async Task Meet(IdlePipeline pipeline, Study study, ReportVersion report, SourceImage[] images)
    {
        await Place(pipeline, images[0]);
        var model = await pipeline.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel);
        await pipeline.Store.InTransactionAsync(async db =>
        {
            db.AddRange([study, .. images, report]);
            await db.SaveChangesAsync(Cancel);
            await pipeline.Services.GetRequiredService<CaseMeeting>().MeetAsync(db, report, new ReportMatch(images, "Study Instance UID in the report."), model, Cancel);
        }, Cancel);
    }

    /// <summary>One file does for all: of the picture, only how it hangs is read.</summary>
    private static async Task Place(IdlePipeline pipeline, SourceImage image)
    {
        var path = pipeline.Services.GetRequiredService<InstanceStore>().Full(image.FilePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        await SyntheticDicom.Create(new SyntheticCase(5, 64, 64), new SyntheticDicomVariant()).SaveAsync(path);
    }

    private static SourceImage Image(string uid, string view = "PA") => Sample.Image(uid, view: view);

    private static ReportVersion Report(string text, string? caveat)
    {
        var report = Sample.Report(text: text, caveat: caveat);
        if (text.Contains("Opacity"))
            report.Findings.Add(Sample.Finding());
        return report;
    }
}
