using System.Text.Json.Serialization;

namespace CausalClipSeg.Reports.Understanding;

/// <summary>The patient's side of a finding, never the viewer's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingSide>))]
public enum FindingSide
{
    [JsonStringEnumMemberName("none")]
    None,

    [JsonStringEnumMemberName("left")]
    Left,

    [JsonStringEnumMemberName("right")]
    Right,

    [JsonStringEnumMemberName("bilateral")]
    Bilateral,
}
