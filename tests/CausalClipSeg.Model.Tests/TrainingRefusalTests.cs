using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

/// <summary>Runs that would destroy or mix what others have learnt, and options that no run can be made of: each is a sentence before the first step.</summary>
public sealed class TrainingRefusalTests : IDisposable
{
    private readonly TinyTraining _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_folder_with_a_run_or_a_bundle_is_left_as_it_is_unless_the_run_is_told_otherwise()
    {
        var options = _data.Options("run", 1);
        Run(options);
        var before = Files("run");

        Refused(options).ShouldEndWith("run: a run has left its checkpoint here. Go on with it (--resume), begin anew and lose it (--overwrite), or give another --out.");
        Files("run").ShouldBe(before);
        File.Delete(_data.File_("run", TrainingCheckpoint.FileName));
        Refused(options).ShouldEndWith("run: a bundle is here, and no run to go on with. Replace it (--overwrite), or give another --out.");
        Refused(options with { Resume = true }).ShouldContain("a bundle is here");
        Run(options with { Overwrite = true });
        Files("run").ShouldBe(before);
    }

    [Fact]
    public void A_run_does_not_end_in_the_folder_that_it_begins_with()
    {
        Run(_data.Options("parent", 1));
        Directory.CreateSymbolicLink(_data.File_("linked"), _data.File_("parent"));
        foreach (var output in (string[])["parent", "parent/", "linked", "child/../parent"])
            Refused(_data.Options(output, 1) with { InitialBundle = _data.File_("parent"), Overwrite = true }).ShouldContain("a run cannot end in the folder of the bundle that it begins with.");
    }

    [Fact]
    public void A_run_is_gone_on_with_as_it_was_begun_or_for_more_epochs()
    {
        var begun = _data.Options("run", 2) with { Resume = true };
        Run(begun);
        var before = Files("run");
        var others = _data.File_("others.jsonl");
        File.WriteAllLines(others, File.ReadLines(_data.List).Reverse());

        Refused(begun with { BatchSize = 2, Seed = 7 }).ShouldEndWith(
            "checkpoint.safetensors: the run was begun with other --seed (1, not 7), --batch (4, not 2). Go on with the same, begin anew (--overwrite), or give another --out.");
        Refused(begun with { LearningRate = 2e-3 }).ShouldContain("--learning-rate (0.001, not 0.002)");
        Refused(begun with { Geometry = begun.Geometry with { Embed = 64 } }).ShouldContain("begun with other --geometry.");
        Refused(begun with { Augmentation = AugmentationOptions.None }).ShouldContain("begun with other --augmentation.");
        Refused(begun with { TrainingLists = [others] }).ShouldContain("begun with other --data.");
        Refused(begun with { Epochs = 1 }).ShouldContain("the run was begun for 2 epochs, more than the 1 asked for now. Give --epochs 2 or more, or another --out.");
        Files("run").ShouldBe(before);

        var moved = _data.File_("moved.jsonl");
        File.Copy(_data.List, moved);
        Run(begun with { TrainingLists = [moved], Epochs = 3, CheckpointEvery = 3, EpochValidationSamples = 2 });
        TrainingMetrics.Read(_data.File_("run")).Count.ShouldBe(6);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var options = _data.Options("none", 1);
        Refused(options with { Epochs = 0 }).ShouldBe("--epochs is 0; it must be 1 or more.");
        Refused(options with { Epochs = -3 }).ShouldBe("--epochs is -3; it must be 1 or more.");
        Refused(options with { BatchSize = 0 }).ShouldBe("--batch is 0; it must be 1 or more.");
        Refused(options with { CheckpointEvery = 0 }).ShouldBe("--checkpoint-every is 0; it must be 1 or more.");
        Refused(options with { Threads = -1 }).ShouldBe("--threads is -1; it must be 0 or more.");
        Refused(options with { LearningRate = -0.001 }).ShouldBe("--learning-rate is -0.001; it must be a number above 0.");
        Refused(options with { LearningRate = double.NaN }).ShouldBe("--learning-rate is NaN; it must be a number above 0.");
        Refused(options with { BackboneLearningRate = -1 }).ShouldBe("--backbone-learning-rate is -1; it must be a number of 0 or more.");
        Refused(options with { WeightDecay = double.PositiveInfinity }).ShouldBe("--weight-decay is Infinity; it must be a number of 0 or more.");
        Refused(options with { Augmentation = new AugmentationOptions().Times(-1) }).ShouldBe("--augmentation is -10; it must be a number of 0 or more.");
        Refused(options with { Augmentation = new AugmentationOptions { OtherSide = 1.5 } }).ShouldBe("a probability of the augmentation is 1.5; it must be from 0 to 1.");
        Refused(options with { BundleVersion = "" }).ShouldBe("--version is \"\"; it must be 1 to 64 characters without a backslash, as it stands in every SEG.");
        Refused(options with { BundleName = "a\\b" }).ShouldStartWith("--name is \"a\\b\"; ");
        foreach (var side in (int[])[-32, 0, 7, 112])
            Refused(options with { InputSize = side }).ShouldBe($"No network can be trained like this: inputSize is a multiple of 32 up to 4096, not {side}.");
        Refused(options with { Geometry = options.Geometry with { Layers = [1, 0, 1, 1] } }).ShouldStartWith("No network can be trained like this: layers are four numbers from 1");
        Refused(options with { TrainingLists = [] }).ShouldBe("A run needs at least one list of samples (--data).");
        Refused(options with { Resume = true, Overwrite = true }).ShouldBe("--resume goes on with a run and --overwrite loses it; give one of them.");
        Directory.Exists(_data.File_("none")).ShouldBeFalse();
    }

    [Fact]
    public void A_bundle_is_known_by_its_folder_unless_it_is_given_a_name() =>
        (_data.Options("films of 2026", 1).BundleName, (_data.Options("run", 1) with { BundleName = "ours" }).BundleName).ShouldBe(("films of 2026", "ours"));

    private static void Run(TrainingOptions options) => new Trainer(options, TimeProvider.System).Run(cancellation: TestContext.Current.CancellationToken);

    private static string Refused(TrainingOptions options) => Should.Throw<TrainingRefusedException>(() => Run(options)).Message;

    private Dictionary<string, long> Files(string folder) =>
        Directory.GetFiles(_data.File_(folder)).Where(file => !file.EndsWith(".jsonl", StringComparison.Ordinal)).ToDictionary(file => Path.GetFileName(file), file => new FileInfo(file).Length);
}
