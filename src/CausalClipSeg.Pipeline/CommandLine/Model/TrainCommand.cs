using System.CommandLine;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Pictures;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>train --data train.jsonl [--data more.jsonl] --valid valid.jsonl --out DIR [--resume | --overwrite]</c>.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new Option<string[]>("--data") { Description = "List of training samples (JSON Lines: image, mask, text), or a folder with img, labelcol and a table (xlsx, CSV) of Image and Description; may be given several times.", Required = true };
        var valid = new Option<string>("--valid") { Description = "List of validation samples.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder for checkpoint, metrics and the finished bundle.", Required = true };
        var from = new Option<string?>("--from") { Description = "Bundle to go on from." };
        var geometry = new Option<string?>("--geometry") { Description = "compact (default), base, RN50, RN101, or a JSON file; that of --from where that is given." };
        var size = new Option<int?>("--input-size") { Description = "Side of the network's input in pixels; by default that of --from or of the geometry." };
        var mirror = new Option<bool?>("--mirror-averaging") { Description = "Whether the bundle answers with the mean over a picture and its mirror image; by default as --from does." };
        var epochs = new Option<int>("--epochs") { DefaultValueFactory = _ => 20 };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => 16 };
        var rate = new Option<double>("--learning-rate") { DefaultValueFactory = _ => 1e-3 };
        var backboneRate = new Option<double?>("--backbone-learning-rate") { Description = "Of the two encoders; by default as the rest. Lower it where they come pretrained." };
        var decay = new Option<double>("--weight-decay") { DefaultValueFactory = _ => 0.02 };
        var augmentation = new Option<double>("--augmentation") { Description = "Strength of turning, scaling, shifting and contrast: 1 is the usual one, long runs gain from more.", DefaultValueFactory = _ => 1 };
        var device = new Option<string>("--device") { Description = "auto (a GPU where there is one), cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads of libtorch; 0 leaves it to libtorch." };
        var checkpoint = new Option<int>("--checkpoint-every") { Description = "Steps from one checkpoint to the next.", DefaultValueFactory = _ => 200 };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in --out, with the same options and data." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Begin anew where --out holds a checkpoint or a bundle." };
        var name = new Option<string?>("--name") { Description = "Of the bundle, as SEGs will say it; by default the name of the folder --out." };
        var version = new Option<string>("--version") { Description = "Of the bundle, as SEGs will say it.", DefaultValueFactory = _ => "0.1.0" };
        var json = CommonOptions.Json();
        var command = new Command("train", "Trains a bundle: the segmentation loss of both heads, and the maskers' game against them.")
        {
            data, valid, output, from, geometry, size, mirror, epochs, batch, rate, backboneRate, decay, augmentation, device, seed, threads, checkpoint, resume, overwrite, name, version, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (shape, preprocessing) = NetworkPreset.Read(parsed.GetValue(geometry) ?? "compact");
            var options = new TrainingOptions
            {
                Geometry = shape,
                Preprocessing = preprocessing,
                TrainingLists = parsed.GetRequiredValue(data),
                ValidationList = parsed.GetRequiredValue(valid),
                OutputFolder = parsed.GetRequiredValue(output),
                InitialBundle = parsed.GetValue(from),
                InputSize = parsed.GetValue(size),
                MirrorAveraging = parsed.GetValue(mirror),
                Epochs = parsed.GetValue(epochs),
                BatchSize = parsed.GetValue(batch),
                LearningRate = parsed.GetValue(rate),
                BackboneLearningRate = parsed.GetValue(backboneRate),
                WeightDecay = parsed.GetValue(decay),
                Augmentation = new AugmentationOptions().Times(parsed.GetValue(augmentation)),
                Compute = new ComputeOptions { Device = parsed.GetValue(device)! },
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                CheckpointEvery = parsed.GetValue(checkpoint),
                Resume = parsed.GetValue(resume),
                Overwrite = parsed.GetValue(overwrite),
                BundleVersion = parsed.GetValue(version)!,
            };
            if (parsed.GetValue(name) is { } known)
                options = options with { BundleName = known };
            if (SampleList.Shared(options.TrainingLists.SelectMany(SampleList.Read), SampleList.Read(options.ValidationList)) is > 0 and var shared)
                Output.Say($"{shared} pictures of {options.ValidationList} are learnt from as well: the Dice on them says nothing of other pictures.");
            var result = TrainingBar.Show(progress => new Trainer(options, TimeProvider.System).Run(new CurvesOfEpochs(options.OutputFolder, progress), cancellation));
            if (parsed.GetValue(json))
                Output.WriteJson(new { bundle = result.BundleFolder, result.Validation, result.Steps, seconds = result.Elapsed.TotalSeconds });
            else
                Output.Say($"{result.BundleFolder}: Dice {result.Validation.Dice:F4}, IoU {result.Validation.Iou:F4} on {result.Validation.Cases} cases after {result.Steps} steps");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
