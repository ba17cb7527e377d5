using FellowOakDicom.IO.Buffer;
using FellowOakDicom.Text;

namespace FellowOakDicom.IO;

/// <summary>What has been read of one data set or item: its items, and what they say about those that follow.</summary>
internal sealed class ReadScope(ReadScope? outer, DicomCharacterSet inherited)
{
    private Dictionary<uint, DicomPrivateCreator>? _creators;
    private bool? _signedPixels;

    internal List<DicomItem> Items { get; } = [];

    internal DicomCharacterSet? OwnCharacterSet { get; private set; }

    internal DicomCharacterSet CharacterSet => OwnCharacterSet ?? inherited;

    private bool SignedPixels => _signedPixels ?? outer?.SignedPixels ?? false;

    internal void Add(DicomItem item)
    {
        Items.Add(item);
        var tag = item.Tag;
        switch (tag.Value)
        {
            case 0x00080005 when item is DicomStringElement text:
                OwnCharacterSet = DicomCharacterSet.Of(text.Text.Split('\\'));
                break;
            case 0x00280103 when item is DicomElement { Count: > 0 } representation:
                _signedPixels = representation.Buffer.Span()[0] == 1;
                break;
            default:
                if (tag.IsPrivateCreator && item is DicomStringElement creator)
                    (_creators ??= [])[tag.Value] = DicomDictionary.Default.GetPrivateCreator(creator.Text.Trim());
                break;
        }
    }

    internal DicomTag TagOf(uint tag)
    {
        var (group, element) = ((ushort)(tag >> 16), (ushort)tag);
        if ((group & 1) == 1) return new DicomTag(group, element, CreatorOf(group, element));
        return DicomDictionary.Default.Find(tag) is { MaskTag: null } entry ? entry.Tag : new DicomTag(group, element);
    }

    /// <summary>The representation that the dictionary gives, resolved where it depends on the pixels' own.</summary>
    internal DicomVR RepresentationOf(uint tag)
    {
        var (group, element) = ((ushort)(tag >> 16), (ushort)tag);
        if (element == 0) return DicomVR.UL;
        if ((group & 1) == 1)
        {
            if (element is >= 0x10 and <= 0xFF) return DicomVR.LO;
            return CreatorOf(group, element) is { } creator && DicomDictionary.Default.TryFindPrivate(creator, group, element, out var known)
                ? known.ValueRepresentations[0]
                : DicomVR.UN;
        }

        if (DicomDictionary.Default.Find(tag) is not { } entry) return DicomVR.UN;
        var vrs = entry.ValueRepresentations;
        if (vrs.Length == 1) return vrs[0];
        if (Array.IndexOf(vrs, DicomVR.OW) >= 0) return DicomVR.OW;
        return SignedPixels && Array.IndexOf(vrs, DicomVR.SS) >= 0 ? DicomVR.SS : vrs[0];
    }

    private DicomPrivateCreator? CreatorOf(ushort group, ushort element) =>
        _creators is not null && _creators.TryGetValue(((uint)group << 16) | ((uint)element >> 8), out var creator) ? creator : null;
}
