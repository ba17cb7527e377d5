using System.Text.Json.Serialization;

namespace CausalClipSeg.Reports.Understanding;

/// <summary>A third of the lung as a frontal radiograph shows it; lobes and words such as base and apex are brought to these.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LungZone>))]
public enum LungZone
{
    [JsonStringEnumMemberName("upper")]
    Upper,

    [JsonStringEnumMemberName("middle")]
    Middle,

    [JsonStringEnumMemberName("lower")]
    Lower,
}
