using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>A text element that may hold several values, separated by backslashes (PS3.5 section 6.4).</summary>
public abstract class DicomMultiStringElement : DicomStringElement
{
    private string[]? _values;

    private protected DicomMultiStringElement(DicomVR vr, DicomTag tag, string?[]? values)
        : base(vr, tag, values is null ? "" : string.Join('\\', values))
    {
    }

    private protected DicomMultiStringElement(DicomVR vr, DicomTag tag, IByteBuffer data)
        : base(vr, tag, data)
    {
    }

    public override int Count => IsEmpty ? 0 : Values.Length;

    private string[] Values => _values ??= Split(Text);

    public override T Get<T>(int item = -1)
    {
        if (item >= 0 && item >= Count) throw NoSuchValue(item);
        if (typeof(T) == typeof(string) || typeof(T) == typeof(object)) return (T)(object)(item < 0 ? Text : Values[item]);
        if (typeof(T) == typeof(byte[]) && item < 0) return (T)(object)Buffer.Data;
        if (typeof(T).IsArray && typeof(T).GetElementType() is { } element)
        {
            var array = Array.CreateInstance(element, Count);
            for (var i = 0; i < Count; i++) array.SetValue(ConvertValue(Values[i], element), i);
            return (T)(object)array;
        }

        return Count == 0 ? throw NoSuchValue(0) : (T)ConvertValue(Values[Math.Max(item, 0)], typeof(T));
    }

    private protected override void ValidateText()
    {
        foreach (var value in Values) ValueRepresentation.ValidateString(value);
    }

    private static string[] Split(string text)
    {
        if (text.Length == 0) return [];
        if (!text.Contains('\\', StringComparison.Ordinal)) return [text];
        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++) values[i] = values[i].TrimEnd(' ', '\0');
        return values;
    }
}
