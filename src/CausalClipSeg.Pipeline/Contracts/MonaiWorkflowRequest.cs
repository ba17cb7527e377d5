using System.Text.Json.Serialization;

namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>
/// MONAI Deploy's Informatics Gateway says that a payload has arrived (topic md.workflow.request). Of its fields, those that name images; the others are ignored.
/// </summary>
public sealed record MonaiWorkflowRequest
{
    [JsonPropertyName("payload_id")]
    public Guid PayloadId { get; init; }

    /// <summary>Bucket of the gateway's storage that holds the payload.</summary>
    [JsonPropertyName("bucket")]
    public string? Bucket { get; init; }

    [JsonPropertyName("correlation_id")]
    public string? CorrelationId { get; init; }

    [JsonPropertyName("payload")]
    public IReadOnlyList<MonaiPayloadFile> Payload { get; init; } = [];
}

/// <summary>A file of a payload: dcm/STUDY/SERIES/INSTANCE.dcm below the payload's folder, and the metadata file beside it.</summary>
public sealed record MonaiPayloadFile
{
    [JsonPropertyName("path")]
    public string? Path { get; init; }

    [JsonPropertyName("metadata")]
    public string? Metadata { get; init; }
}
