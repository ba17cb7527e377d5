namespace FellowOakDicom;

/// <summary>Private data elements move into the block that their creator owns in the data set (PS3.5 7.8.1).</summary>
public partial class DicomDataset
{
    private DicomTag? PrivateTag(DicomTag tag, bool announce)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.PrivateCreator is not { } creator || !tag.IsPrivate || tag.IsPrivateCreator) return tag;
        var first = ((uint)tag.Group << 16) | 0x10;
        var index = BinarySearch(first);
        var free = 0x10;
        for (index = index < 0 ? ~index : index; index < _items.Count && _items[index].Tag.Value <= first + 0xEF; index++)
        {
            var item = _items[index];
            if (item is DicomStringElement text && text.Text.Trim() == creator.Creator)
                return new DicomTag(tag.Group, (ushort)((item.Tag.Element << 8) | (tag.Element & 0xFF)), creator);
            if (item.Tag.Element == free) free++;
        }

        if (!announce) return null;
        if (free > 0xFF) throw new DicomDataException($"Group {tag.Group:x4} has no free private block left for {creator}.");
        Put(new DicomLongString(new DicomTag(tag.Group, (ushort)free, creator), creator.Creator), update: false);
        return new DicomTag(tag.Group, (ushort)((free << 8) | (tag.Element & 0xFF)), creator);
    }
}
