namespace FellowOakDicom;

public partial class DicomDataset
{
    public DicomDataset Add(params DicomItem[] items) => Add((IEnumerable<DicomItem>)items);

    public DicomDataset Add(IEnumerable<DicomItem>? items) => Put(items, update: false);

    /// <summary>Adds a value under the representation that the dictionary names first; refuses a tag that is there already.</summary>
    public DicomDataset Add<T>(DicomTag tag, params T[] values) => Add(DefaultVR<T>(tag, values), tag, values);

    public DicomDataset Add<T>(DicomVR vr, DicomTag tag, params T[] values) => Put(Make(vr, tag, values), update: false);

    public DicomDataset AddOrUpdate(params DicomItem[] items) => AddOrUpdate((IEnumerable<DicomItem>)items);

    public DicomDataset AddOrUpdate(IEnumerable<DicomItem>? items) => Put(items, update: true);

    public DicomDataset AddOrUpdate<T>(DicomTag tag, params T[] values) => AddOrUpdate(DefaultVR<T>(tag, values), tag, values);

    public DicomDataset AddOrUpdate<T>(DicomVR vr, DicomTag tag, params T[] values) => Put(Make(vr, tag, values), update: true);

    public DicomDataset Remove(params DicomTag[] tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        foreach (var tag in tags)
        {
            var index = IndexOf(tag);
            if (index < 0) continue;
            var item = _items[index];
            _items.RemoveAt(index);
            if (item.Tag.Value == DicomTag.SpecificCharacterSet.Value) UpdateCharacterSet(null);
        }

        return this;
    }

    public void CopyTo(DicomDataset destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        foreach (var item in _items) destination.AddOrUpdate(Copy(item));
    }

    /// <summary>Refuses what may not be put in.</summary>
    private protected virtual void Check(DicomItem item)
    {
        if (ValidateItems) item.Validate();
    }

    private static DicomVR DefaultVR<T>(DicomTag tag, T[]? values)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var entry = tag.DictionaryEntry;
        if (entry == DicomDictionary.UnknownTag)
        {
            throw new DicomDataException(
                $"{tag} is in no dictionary, so its value representation is unknown; add it with Add(DicomVR, DicomTag, ...) or as an item.");
        }

        var vrs = entry.ValueRepresentations;
        return vrs.Length == 1 || values is not { Length: > 0 }
            ? vrs[0]
            : Array.Find(vrs, vr => vr.ValueType == typeof(T) || vr.ValueType == typeof(T[])) ?? vrs[0];
    }

    private static DicomItem Make<T>(DicomVR vr, DicomTag tag, T[] values)
    {
        ArgumentNullException.ThrowIfNull(vr);
        ArgumentNullException.ThrowIfNull(tag);
        return ItemFactory.FromValues(vr, tag, values);
    }

    private DicomDataset Put(IEnumerable<DicomItem>? items, bool update)
    {
        if (items is null) return this;
        foreach (var item in items)
        {
            if (item is not null) Put(item, update);
        }

        return this;
    }

    private DicomDataset Put(DicomItem item, bool update)
    {
        Check(item);
        if (item.Tag.PrivateCreator is not null && !item.Tag.IsPrivateCreator) item.Tag = PrivateTag(item.Tag, announce: true) ?? item.Tag;
        var index = _items.Count > 0 && _items[^1].Tag.Value < item.Tag.Value ? ~_items.Count : BinarySearch(item.Tag.Value);
        if (index >= 0 && !update)
        {
            throw new ArgumentException(
                $"The data set already holds {item.Tag} {item.Tag.DictionaryEntry.Name}; use AddOrUpdate to replace it.", nameof(item));
        }

        if (index >= 0) _items[index] = item;
        else _items.Insert(~index, item);
        if (item.Tag.Value == DicomTag.SpecificCharacterSet.Value) UpdateCharacterSet(item);
        else if (item is DicomStringElement text) text.Adopt(CharacterSet);
        else if (item is DicomSequence sequence)
        {
            sequence.Owner = this;
            foreach (var child in sequence.Items) child.Readopt();
        }

        return this;
    }
}
