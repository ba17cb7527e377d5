using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FellowOakDicom;

public partial class DicomDataset
{
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>The item of a tag, or null where there is none of that kind.</summary>
    public T? GetDicomItem<T>(DicomTag tag)
        where T : DicomItem
    {
        var index = IndexOf(tag);
        return index < 0 ? null : _items[index] as T;
    }

    public DicomSequence GetSequence(DicomTag tag) => GetDicomItem<DicomItem>(tag) switch
    {
        DicomSequence sequence => sequence,
        null => throw Missing(tag),
        { } other => throw new DicomDataException($"{Named(tag)} is {other.ValueRepresentation.Code}, not a sequence."),
    };

    public bool TryGetSequence(DicomTag tag, [NotNullWhen(true)] out DicomSequence? sequence)
    {
        sequence = GetDicomItem<DicomSequence>(tag);
        return sequence is not null;
    }

    public int GetValueCount(DicomTag tag) => Element(tag).Count;

    public T GetValue<T>(DicomTag tag, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var element = Element(tag);
        if (index >= element.Count && !typeof(T).IsArray)
            throw new DicomDataException($"{Named(tag)} holds {element.Count} values; there is none at index {index}.");
        return element.Get<T>(index);
    }

    public bool TryGetValue<T>(DicomTag tag, int index, [MaybeNullWhen(false)] out T elementValue)
    {
        elementValue = default;
        if (index < 0 || GetDicomItem<DicomElement>(tag) is not { } element || index >= element.Count) return false;
        return Try(() => element.Get<T>(index), out elementValue);
    }

    public T[] GetValues<T>(DicomTag tag) => Values<T>(Element(tag));

    public bool TryGetValues<T>(DicomTag tag, [NotNullWhen(true)] out T[]? values)
    {
        values = null;
        return GetDicomItem<DicomElement>(tag) is { } element && Try(() => Values<T>(element), out values);
    }

    /// <summary>The one value of an element; refuses an element that is missing, empty or has several.</summary>
    public T GetSingleValue<T>(DicomTag tag)
    {
        var element = Element(tag);
        if (element.Count != 1 && !typeof(T).IsArray)
            throw new DicomDataException($"{Named(tag)} must hold exactly one value, but it holds {element.Count}.");
        return element.Get<T>(typeof(T).IsArray ? -1 : 0);
    }

    public bool TryGetSingleValue<T>(DicomTag tag, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (GetDicomItem<DicomElement>(tag) is not { } element || (element.Count != 1 && !typeof(T).IsArray)) return false;
        return Try(() => element.Get<T>(typeof(T).IsArray ? -1 : 0), out value);
    }

    public T GetSingleValueOrDefault<T>(DicomTag tag, T defaultValue) =>
        TryGetSingleValue<T>(tag, out var value) ? value : defaultValue;

    /// <summary>All values as text, separated by backslashes; empty for an element without a value.</summary>
    public string GetString(DicomTag tag)
    {
        var element = Element(tag);
        return element.Count == 0 ? "" : element.Get<string>();
    }

    public bool TryGetString(DicomTag tag, [NotNullWhen(true)] out string? stringValue)
    {
        stringValue = null;
        if (GetDicomItem<DicomElement>(tag) is not { } element) return false;
        stringValue = element.Count == 0 ? "" : element.Get<string>();
        return true;
    }

    private static T[] Values<T>(DicomElement element)
    {
        if (element.Count == 0) return [];
        if (typeof(T) == typeof(string)) return (T[])(object)Enumerable.Range(0, element.Count).Select(i => element.Get<string>(i)).ToArray();
        return element.Get<T[]>();
    }

    private static bool Try<T>(Func<T> read, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = read();
            return true;
        }
        catch (DicomDataException)
        {
            value = default;
            return false;
        }
    }

    private static string Named(DicomTag tag) => $"{tag} {tag.DictionaryEntry.Name}";

    private static DicomDataException Missing(DicomTag tag) => new($"The data set holds no {Named(tag)}.");

    private DicomElement Element(DicomTag tag) => GetDicomItem<DicomItem>(tag) switch
    {
        DicomElement element => element,
        null => throw Missing(tag),
        { } other => throw new DicomDataException($"{Named(tag)} is {other.ValueRepresentation.Code} with items, not a single element with values."),
    };

    private int IndexOf(DicomTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.PrivateCreator is null || tag.IsPrivateCreator) return BinarySearch(tag.Value);
        return PrivateTag(tag, announce: false) is { } placed ? BinarySearch(placed.Value) : -1;
    }

    /// <summary>Where the tag is, or the complement of where it would be.</summary>
    private int BinarySearch(uint tag)
    {
        var items = CollectionsMarshal.AsSpan(_items);
        int low = 0, high = items.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var value = items[middle].Tag.Value;
            if (value == tag) return middle;
            if (value < tag) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
