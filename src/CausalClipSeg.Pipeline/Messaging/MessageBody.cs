using System.Text.Json;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>The bytes of a message as a queue held them: inside MassTransit's envelope, or a plain event.</summary>
internal static class MessageBody
{
    /// <param name="json">The message itself, as it was sent.</param>
    /// <returns>Null for what its consumer could not read either.</returns>
    public static object? Read(ReadOnlyMemory<byte> body, Type contract, out string json)
    {
        json = "";
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var message = root.TryGetProperty("messageType", out _) && root.TryGetProperty("message", out var inner) ? inner : root;
            var read = message.Deserialize(contract, JsonSerializerOptions.Web);
            json = message.GetRawText();
            return read;
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
