using System.CommandLine;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Storage;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A study, a series of it or one instance.</summary>
internal sealed class DicomTargetOptions
{
    private readonly Option<string> _study = new("--study") { Description = "Study Instance UID.", Required = true };
    private readonly Option<string?> _series = new("--series") { Description = "Series Instance UID." };
    private readonly Option<string?> _instance = new("--instance") { Description = "SOP Instance UID; needs --series." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_study, _series, _instance])
        {
            option.Validators.Add(given =>
            {
                if (given.Tokens is [var word] && !InstanceStore.IsUid(word.Value))
                    given.AddError($"{option.Name} is \"{word.Value}\", which is no DICOM UID (digits and dots, at most 64 characters).");
            });
            command.Add(option);
        }
    }

    public RetrieveTarget Of(ParseResult parsed) => new(parsed.GetRequiredValue(_study), parsed.GetValue(_series), parsed.GetValue(_instance));

    public string Path(ParseResult parsed) => $"studies/{parsed.GetRequiredValue(_study)}"
        + (parsed.GetValue(_series) is { } series ? $"/series/{series}" : "") + (parsed.GetValue(_instance) is { } instance ? $"/instances/{instance}" : "");
}
