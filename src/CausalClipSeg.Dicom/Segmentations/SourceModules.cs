using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>What a segmentation takes over from its source: the Patient, General Study and Patient Study modules (PS3.3 C.7.1.1, C.7.2.1, C.7.2.2).</summary>
internal static class SourceModules
{
    // Of type 2: present even where the source lacks them.
    private static readonly DicomTag[] _always =
    [
        DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex,
        DicomTag.StudyInstanceUID, DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.ReferringPhysicianName, DicomTag.StudyID, DicomTag.AccessionNumber,
    ];

    private static readonly DicomTag[] _wherePresent =
    [
        DicomTag.IssuerOfPatientID, DicomTag.OtherPatientIDsSequence, DicomTag.PatientIdentityRemoved, DicomTag.DeidentificationMethod,
        DicomTag.DeidentificationMethodCodeSequence, DicomTag.StudyDescription, DicomTag.IssuerOfAccessionNumberSequence,
        DicomTag.PatientAge, DicomTag.PatientSize, DicomTag.PatientWeight,
    ];

    public static void Copy(DicomDataset source, DicomDataset target)
    {
        // A source's own bad values are not ours to refuse: the patient must keep the very same name and id.
        target.NotValidated();
        foreach (var tag in _always)
        {
            if (source.Contains(tag)) CopyItem(source, target, tag);
            else target.Add(tag, Array.Empty<string>());
        }

        foreach (var tag in _wherePresent)
            if (IsValid(source.GetDicomItem<DicomItem>(tag))) CopyItem(source, target, tag);
        // With it every date and time of the new object is in the source's zone (PS3.3 C.12.1.1.8), those that are copied and those that are its own.
        if (TimezoneOffset.Of(source) is not null) CopyItem(source, target, DicomTag.TimezoneOffsetFromUTC);
        target.Validated();
    }

    // What nobody must have is left out where it is malformed, such as an age of "62".
    private static bool IsValid(DicomItem? item)
    {
        try
        {
            item?.Validate();
            return item is not null;
        }
        catch (DicomValidationException)
        {
            return false;
        }
    }

    private static void CopyItem(DicomDataset source, DicomDataset target, DicomTag tag)
    {
        if (source.TryGetSequence(tag, out var sequence))
            target.Add(new DicomSequence(tag, [.. sequence.Items.Select(Copy)]));
        else if (tag.DictionaryEntry == DicomDictionary.UnknownTag && source.GetDicomItem<DicomItem>(tag) is { } unknown)
            target.Add(unknown);
        else
            target.Add(tag, Values(source, tag));
    }

    // Text is decoded with the source's character set and encoded anew with the target's. What should be text and came as bytes is no text.
    private static string[] Values(DicomDataset source, DicomTag tag)
    {
        var isText = source.GetDicomItem<DicomElement>(tag)?.ValueRepresentation.IsString == true;
        var isMeantAsText = tag.DictionaryEntry.ValueRepresentations.All(vr => vr.IsString);
        return isText == isMeantAsText && source.TryGetValues<string>(tag, out var values) ? values : [];
    }

    private static DicomDataset Copy(DicomDataset item)
    {
        var copy = new DicomDataset().NotValidated();
        foreach (var element in item)
            if (!element.Tag.IsPrivate && element.Tag != DicomTag.SpecificCharacterSet) CopyItem(item, copy, element.Tag);
        return copy;
    }
}
