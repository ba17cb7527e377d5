using System.Globalization;
using System.Text.Json;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Serialization;

/// <summary>Writes data sets as PS3.18 section F.2 has them.</summary>
internal sealed class DicomJsonWriter(Utf8JsonWriter writer, bool keywords, NumberSerializationMode numbers)
{
    internal void Write(DicomDataset dataset)
    {
        writer.WriteStartObject();
        foreach (var item in dataset)
        {
            if (item.Tag.Element == 0) continue;
            writer.WriteStartObject(NameOf(item.Tag));
            writer.WriteString("vr", item.ValueRepresentation.Code);
            WriteValue(item);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private string NameOf(DicomTag tag) =>
        keywords && !tag.IsPrivate && tag.DictionaryEntry is { MaskTag: null } entry ? entry.Keyword : tag.ToString("J", null);

    private void WriteValue(DicomItem item)
    {
        switch (item)
        {
            case DicomSequence { Items.Count: 0 }:
                break;
            case DicomSequence sequence:
                writer.WriteStartArray("Value");
                foreach (var child in sequence.Items) Write(child);
                writer.WriteEndArray();
                break;
            case DicomElement { Buffer: BulkDataUriByteBuffer bulk }:
                writer.WriteString("BulkDataURI", bulk.BulkDataUri);
                break;
            case DicomElement { Length: 0 }:
                break;
            case DicomElement element when element.ValueRepresentation.Code[0] == 'O' || element.ValueRepresentation == DicomVR.UN:
                writer.WriteBase64String("InlineBinary", element.Buffer.Span());
                break;
            case DicomElement { Count: > 0 } element:
                writer.WriteStartArray("Value");
                WriteValues(element);
                writer.WriteEndArray();
                break;
            case DicomFragmentSequence:
                throw new DicomDataException($"{item.Tag} {item.Tag.DictionaryEntry.Name} is compressed, which DICOM JSON cannot hold; "
                    + "remove it or replace it by a bulk data URI before the conversion.");
        }
    }

    private void WriteValues(DicomElement element)
    {
        switch (element.ValueRepresentation.Code)
        {
            case "PN":
                foreach (var name in element.Get<string[]>()) WriteName(name);
                break;
            case "IS" or "DS":
                foreach (var text in element.Get<string[]>()) WriteNumber(text.Trim());
                break;
            case "SV" or "UV" when numbers == NumberSerializationMode.AsString:
                foreach (var text in element.Get<string[]>()) writer.WriteStringValue(text);
                break;
            case "FL":
                foreach (var value in element.Get<float[]>()) WriteFloat(value, value.ToString("R", CultureInfo.InvariantCulture));
                break;
            case "FD":
                foreach (var value in element.Get<double[]>()) WriteFloat(value, value.ToString("R", CultureInfo.InvariantCulture));
                break;
            case "SS" or "US" or "SL" or "UL" or "SV" or "UV":
                foreach (var text in element.Get<string[]>()) writer.WriteRawValue(text);
                break;
            case "AT":
                foreach (var tag in element.Get<DicomTag[]>()) writer.WriteStringValue(tag.ToString("J", null));
                break;
            case "CS" when element.Tag == DicomTag.SpecificCharacterSet:
                writer.WriteStringValue("ISO_IR 192");
                break;
            default:
                foreach (var text in element.Get<string[]>()) WriteText(text);
                break;
        }
    }

    private void WriteText(string text)
    {
        if (text.Length == 0) writer.WriteNullValue();
        else writer.WriteStringValue(text);
    }

    private void WriteFloat(double value, string text)
    {
        if (double.IsFinite(value)) writer.WriteRawValue(text);
        else writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf");
    }

    private void WriteNumber(string text)
    {
        var isNumber = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (text.Length == 0) writer.WriteNullValue();
        else if (isNumber && numbers != NumberSerializationMode.AsString) writer.WriteNumberValue(value);
        else writer.WriteStringValue(text);
    }

    private void WriteName(string name)
    {
        string[] writings = ["Alphabetic", "Ideographic", "Phonetic"];
        if (name.Length == 0)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        foreach (var (writing, group) in writings.Zip(name.Split('=')))
        {
            if (group.Length > 0) writer.WriteString(writing, group);
        }

        writer.WriteEndObject();
    }
}
