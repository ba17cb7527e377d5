using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>An item with a value of its own (PS3.5 section 7.1).</summary>
public abstract class DicomElement(DicomTag tag) : DicomItem(tag)
{
    /// <summary>How many values the element holds.</summary>
    public abstract int Count { get; }

    /// <summary>The value's bytes, numbers in little endian order.</summary>
    public abstract IByteBuffer Buffer { get; }

    public uint Length => (uint)Buffer.Size;

    /// <summary>One value, counted from 0; -1 for the first, or for all of them where <typeparamref name="T"/> is an array or a string.</summary>
    public abstract T Get<T>(int item = -1);

    public override void Validate()
    {
        if (Tag.IsPrivate || Count == 0) return;
        var entry = Tag.DictionaryEntry;
        var vm = entry.ValueMultiplicity;
        if (entry == DicomDictionary.UnknownTag || !ValueRepresentation.IsMultiValue) return;
        if (Count < vm.Minimum || Count > vm.Maximum || (vm.Multiplicity > 1 && Count % vm.Multiplicity != 0))
        {
            throw new DicomValidationException(ToString(), ValueRepresentation,
                $"{Tag} {entry.Name} holds {Count} values where PS3.6 allows {vm}.");
        }
    }

    private protected DicomDataException CannotBe(Type type) =>
        new($"{Tag} {Tag.DictionaryEntry.Name} is {ValueRepresentation.Code} and cannot be read as {type.Name}.");

    private protected ArgumentOutOfRangeException NoSuchValue(int item) =>
        new(nameof(item), $"{Tag} {Tag.DictionaryEntry.Name} holds {Count} values; there is none at index {item}.");
}
