using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Which broker carries the messages: none configured means the in-memory bus of this process.</summary>
public sealed class BrokerOptions : IValidatableObject
{
    public const string Section = "Broker";

    /// <summary>amqp:// or amqps:// address of RabbitMQ with user, password and virtual host.</summary>
    [RegularExpression("^amqps?://.+", ErrorMessage = "Broker:RabbitMq is not an amqp:// or amqps:// address. Example: amqp://user:password@host:5672/vhost")]
    public string? RabbitMq { get; set; }

    /// <summary>Certificates of amqps:// where the system's authorities do not do, or where the broker wants one of ours.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Prefix of every queue, so that several sites can share a broker.</summary>
    [Required]
    [RegularExpression("^[a-z0-9.-]+$", ErrorMessage = "Broker:QueuePrefix may hold lower-case letters, digits, '.' and '-'.")]
    public string QueuePrefix { get; set; } = "causalclipseg.";

    /// <summary>Deliveries after which a quorum queue hands a message to its dead-letter exchange. Queues keep the number that they were made with: with another one the service does not come up before they are deleted, empty.</summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; set; } = 20;

    /// <summary>Messages of one queue that a process handles side by side, and so holds unacknowledged.</summary>
    [Range(1, 256)]
    public int ConcurrentMessages { get; set; } = 8;

    /// <summary>
    /// Seconds between two signs of life on a connection: one that has given none for three to four of these, as when a cable was pulled, is given up and made anew.
    /// </summary>
    [Range(1, 120)]
    public int HeartbeatSeconds { get; set; } = 5;

    /// <summary>Seconds that a stopping process has to finish what is in flight; what is not finished goes back to its queue.</summary>
    [Range(1, 3600)]
    public int DrainSeconds { get; set; } = 25;

    public bool IsTls => RabbitMq?.StartsWith("amqps://", StringComparison.OrdinalIgnoreCase) is true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RabbitMq?.StartsWith("amqp", StringComparison.Ordinal) is true && !Uri.TryCreate(RabbitMq, UriKind.Absolute, out _))
            yield return new($"{Section}:RabbitMq cannot be read as an address. In the password write what has a meaning in addresses as its code: %23 for #, %2F for /, %3F for ?, %40 for @, %3A for :. Of a cluster name one host, or the name that leads to all of them.");
        foreach (var problem in Tls.Problems($"{Section}:{nameof(Tls)}", needsCertificate: false))
            yield return problem;
        if (Tls.Enabled && RabbitMq is not null && !IsTls)
            yield return new($"{Section}:{nameof(Tls)}:Enabled is set, and {Section}:RabbitMq is an amqp:// address. Write amqps://, and the port that the broker does TLS on (5671).");
    }
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;
