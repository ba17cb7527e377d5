using System.Text.Json.Serialization;

namespace CausalClipSeg.Reports.Understanding;

/// <summary>What the report says about a finding's being there; only a present or uncertain one may ever lead to a mask.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingAssertion>))]
public enum FindingAssertion
{
    [JsonStringEnumMemberName("present")]
    Present,

    [JsonStringEnumMemberName("absent")]
    Absent,

    [JsonStringEnumMemberName("uncertain")]
    Uncertain,
}
