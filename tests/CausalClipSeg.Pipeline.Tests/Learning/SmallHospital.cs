using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests.Learning;

/// <summary>
/// The learning line on pictures of 48 x 48 with a spot in each half, of which the sentence means one: small enough that a real training takes seconds, and not
/// to be solved without the words.
/// </summary>
internal sealed class SmallHospital : IAsyncDisposable
{
    public const int Side = 48;
    public static readonly AuditParticipant Tester = new("a test", true);
    private const string SplitKey = "causalclipseg split 1";
    private static readonly string[] Zones = ["upper", "middle", "lower"];
    private readonly TemporaryFolder _folder = new("hospital");
    private readonly WebApplication _host;

    public SmallHospital(string bundle, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        all["Storage:Root"] = _folder.File("store");
        all["Model:Bundle"] = bundle;
        all["Logging:LogLevel:Default"] = "Warning";
        all.TryAdd("Datasets:SplitKey", SplitKey);
        all.TryAdd("Retraining:Threads", "1");
        all.TryAdd("Retraining:OtherSideQuestions", "0"); // its pictures hold a spot on the other side too
        all.TryAdd("Promotion:MinimumCases", "10");
        all.TryAdd("Promotion:MinimumPatients", "10");
        _host = PipelineHost.Build(PipelineRoles.None, all);
    }

    public IServiceProvider Services => _host.Services;

    public PipelineStore Store => Services.GetRequiredService<PipelineStore>();

    public string Root => _folder.File("store");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task Migrate() => PipelineHost.MigrateAsync(Services, Cancel);

    public Task<T> Read<T>(Func<PipelineDbContext, Task<T>> query) => Store.ReadAsync(query, Cancel);

    public static bool IsTest(string patient) => new PatientSplit(SplitKey).SideOf(patient) == SplitSide.Test;

    /// <summary>As manifests name the patient.</summary>
    public static string PatientKey(string patient) => new PatientSplit(SplitKey).PatientKey(patient);

    public static string Sentence(bool left, int zone) => $"unilateral pulmonary infection, one infected area, {Zones[zone]} {(left ? "left" : "right")} lung.";

    public string File(string relative) => Path.Combine(Root, relative);

    /// <summary>Imports a label for each patient; <paramref name="corrupt"/> may change text or mask, of those who are trained on only unless <paramref name="everybody"/>.</summary>
    public async Task Import(
        IEnumerable<int> patients, Func<SmallCase, SmallCase>? corrupt = null, string? use = null, string? reader = null, bool everybody = false)
    {
        var lines = new List<ImportLine>();
        foreach (var spec in patients.Select(SmallCase.Of))
        {
            var told = corrupt is null || (!everybody && IsTest(spec.Patient)) ? spec : corrupt(spec);
            lines.Add(Line(spec.Patient, spec.Patient, spec.Pixels(), told) with { Use = use, Reader = reader });
        }
        (await LabelsCommand.ImportAsync(Services, _folder.Path, lines, Cancel)).ShouldBeEmpty();
    }

    /// <summary>Somebody's picture once more, slightly changed, under another patient.</summary>
    public async Task ImportCopy(int of, string patient, Func<byte, byte> change)
    {
        var spec = SmallCase.Of(of);
        (await LabelsCommand.ImportAsync(Services, _folder.Path, [Line($"copy-{of}", patient, Array.ConvertAll(spec.Pixels(), pixel => change(pixel)), spec)], Cancel)).ShouldBeEmpty();
    }

    /// <summary>Lines as they are, of files in the hospital's folder; the reasons of those that are refused.</summary>
    public Task<List<string>> Import(params ImportLine[] lines) => LabelsCommand.ImportAsync(Services, _folder.Path, lines, Cancel);

    /// <summary>A patient's picture as an anonymised DICOM file: no Patient ID, or the same for all.</summary>
    /// <param name="also">What else the file says.</param>
    public ImportLine Anonymised(int number, string patientId = "", params (DicomTag Tag, string Value)[] also)
    {
        var spec = SmallCase.Of(number);
        var line = Line(spec.Patient, spec.Patient, spec.Pixels(), spec);
        var file = CapturedPicture.Wrap(PngImage.ReadGray(_folder.File(line.Image)), $"{number}", patientId);
        foreach (var (tag, value) in also)
            file.Dataset.AddOrUpdate(tag, value);
        file.Save(_folder.File($"{spec.Patient}.dcm"));
        return line with { Image = $"{spec.Patient}.dcm" };
    }

    public async Task Exclude(int patient, string reason)
    {
        var id = SmallCase.Of(patient).Patient;
        var study = await Read(db => db.Studies.SingleAsync(s => s.PatientId == id));
        (await Services.GetRequiredService<LabelShelf>().ExcludeAsync(study.StudyInstanceUid, reason, Tester, Cancel)).ShouldBe(1);
    }

    private ImportLine Line(string name, string patient, byte[] pixels, SmallCase told)
    {
        System.IO.File.WriteAllBytes(_folder.File($"{name}.png"), SyntheticDataset.EncodeGrayPng(Side, Side, pixels));
        System.IO.File.WriteAllBytes(_folder.File($"{name}.mask.png"), SyntheticDataset.EncodeGrayPng(Side, Side, [.. told.Mask().Select(p => (byte)(p * 255))]));
        return new ImportLine { Image = $"{name}.png", Mask = $"{name}.mask.png", Text = told.Text, Patient = patient, Finding = "airspace-opacity" };
    }

    /// <summary>Labels to the gate's answer, as the verb does it.</summary>
    public async Task<ModelRecord> Retrain()
    {
        var id = await Services.GetRequiredService<TrainingRuns>().RequestAsync("test", Cancel);
        (await Services.GetRequiredService<TrainingWorker>().RunNextAsync(id, null, Cancel)).ShouldNotBeNull();
        var run = await Read(db => db.TrainingRuns.SingleAsync(r => r.Id == id));
        run.State.ShouldBe(TrainingState.Succeeded, run.Reason);
        return await Judge(run.CandidateModelId!.Value);
    }

    public async Task<ModelRecord> Judge(Guid candidate)
    {
        var evaluation = await Services.GetRequiredService<Evaluations>().QueueAsync(candidate, Cancel);
        (await Services.GetRequiredService<EvaluationWorker>().RunNextAsync(evaluation, Cancel)).ShouldBeTrue();
        (await Read(db => db.ModelEvaluations.SingleAsync(e => e.Id == evaluation))).ShouldSatisfyAllConditions(e => e.State.ShouldBe(EvaluationState.Finished, e.Reason));
        await Services.GetRequiredService<GateVerdicts>().DecideAsync(evaluation, Cancel);
        return await Read(db => db.Models.SingleAsync(m => m.Id == candidate));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

/// <summary>A patient's picture: one spot that the sentence means, and one in the other half that it does not.</summary>
internal sealed record SmallCase(int Number, bool Left, int Zone, int OtherZone)
{
    public string Patient => $"P{Number:0000}";

    public string Text { get; init; } = SmallHospital.Sentence(Left, Zone);

    public static SmallCase Of(int number)
    {
        var random = new Random(number);
        return new SmallCase(number, random.Next(2) == 0, random.Next(3), random.Next(3));
    }

    public byte[] Pixels()
    {
        var random = new Random(Number + 100_000);
        var pixels = new byte[SmallHospital.Side * SmallHospital.Side];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(40 + random.Next(60));
        foreach (var (left, zone) in ((bool, int)[])[(Left, Zone), (!Left, OtherZone)])
            foreach (var i in Spot(left, zone))
                pixels[i] = (byte)(150 + random.Next(70));
        return pixels;
    }

    public byte[] Mask()
    {
        var mask = new byte[SmallHospital.Side * SmallHospital.Side];
        foreach (var i in Spot(Left, Zone))
            mask[i] = 1;
        return mask;
    }

    /// <summary>Its picture and mask into a folder.</summary>
    /// <returns>Its line of a list of samples.</returns>
    public string Write(TemporaryFolder folder)
    {
        File.WriteAllBytes(folder.File($"{Patient}.png"), SyntheticDataset.EncodeGrayPng(SmallHospital.Side, SmallHospital.Side, Pixels()));
        File.WriteAllBytes(folder.File($"{Patient}.mask.png"), SyntheticDataset.EncodeGrayPng(SmallHospital.Side, SmallHospital.Side, [.. Mask().Select(p => (byte)(p * 255))]));
        return $$"""{"image":"{{Patient}}.png","mask":"{{Patient}}.mask.png","text":"{{Text}}"}""";
    }

    private IEnumerable<int> Spot(bool left, int zone)
    {
        var random = new Random((Number * 10) + zone + (left ? 1000 : 0));
        var (row, column, radius) = (8 + (zone * 15) + random.Next(-2, 3), (left ? 12 : 36) + random.Next(-3, 4), 4 + random.Next(3));
        for (var y = 0; y < SmallHospital.Side; y++)
            for (var x = 0; x < SmallHospital.Side; x++)
                if (((y - row) * (y - row)) + ((x - column) * (x - column)) <= radius * radius)
                    yield return (y * SmallHospital.Side) + x;
    }
}

/// <summary>A champion that has learnt for a short while, and one that went on until it understood the sentences; each made once.</summary>
public sealed class SmallChampion : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("small-champion");
    private readonly Lazy<string> _bundle, _seasoned;

    public SmallChampion()
    {
        _bundle = new Lazy<string>(() => Train("bundle", epochs: 8, AugmentationOptions.None));
        _seasoned = new Lazy<string>(() => Train("seasoned", epochs: 32, new AugmentationOptions { OtherSide = 0 }, from: Bundle));
    }

    public string Bundle => _bundle.Value;

    /// <summary>Tells the sides and zones of a sentence apart, so that whoever unlearns them is worse.</summary>
    public string Seasoned => _seasoned.Value;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private string Train(string name, int epochs, AugmentationOptions augmentation, string? from = null)
    {
        var lines = Enumerable.Range(5000, 256).Select(number => SmallCase.Of(number).Write(_folder)).ToList();
        File.WriteAllLines(_folder.File("train.jsonl"), lines);
        File.WriteAllLines(_folder.File("valid.jsonl"), lines.Take(8));
        return new Trainer(new TrainingOptions
        {
            TrainingLists = [_folder.File("train.jsonl")], ValidationList = _folder.File("valid.jsonl"), OutputFolder = _folder.File(name), BundleName = "small", InitialBundle = from,
            Geometry = new NetworkGeometry
            {
                Layers = [1, 1, 1, 1], Width = 8, Embed = 32, PositionResolution = 64, Vocabulary = 0, TextWidth = 32, TextLayers = 1,
                TextHeads = 1, ContextLength = 32, WordLength = 32, Fused = 16,
            },
            Preprocessing = new Preprocessing { InputSize = 64 },
            BatchSize = 16, Epochs = epochs, LearningRate = 4e-3, MaskerLearningRate = 2e-3, WarmupSteps = 10, Threads = 1, Augmentation = augmentation,
        }, TimeProvider.System).Run(cancellation: TestContext.Current.CancellationToken).BundleFolder;
    }
}
