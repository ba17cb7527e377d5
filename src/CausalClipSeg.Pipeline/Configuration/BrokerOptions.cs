using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Which broker carries the messages: none configured means the in-memory bus of this process.</summary>
public sealed class BrokerOptions
{
    public const string Section = "Broker";

    /// <summary>amqp:// or amqps:// address of RabbitMQ with user, password and virtual host.</summary>
    [RegularExpression("^amqps?://.+", ErrorMessage = "Broker:RabbitMq is not an amqp:// or amqps:// address. Example: amqp://user:password@host:5672/vhost")]
    public string? RabbitMq { get; set; }

    /// <summary>Prefix of every queue, so that several sites can share a broker.</summary>
    [Required]
    [RegularExpression("^[a-z0-9.-]+$", ErrorMessage = "Broker:QueuePrefix may hold lower-case letters, digits, '.' and '-'.")]
    public string QueuePrefix { get; set; } = "causalclipseg.";

    /// <summary>Deliveries after which a quorum queue hands a message to its dead-letter exchange.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;
