using System.ComponentModel.DataAnnotations;
using CausalClipSeg.Dicom.Network;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Configuration;

/// <summary>Which broker carries the messages: none configured means the in-memory bus of this process.</summary>
public sealed class BrokerOptions : IValidatableObject
{
    public const string Section = "Broker";

    public const string TlsSection = $"{Section}:{nameof(Tls)}";

    /// <summary>amqp:// or amqps:// address of RabbitMQ with user, password and virtual host.</summary>
    [RegularExpression("^amqps?://.+", ErrorMessage = "Broker:RabbitMq is not an amqp:// or amqps:// address. Example: amqp://user:password@host:5672/vhost")]
    public string? RabbitMq { get; set; }

    /// <summary>
    /// The other nodes of RabbitMQ's cluster, each as host or host:port (5672 where none is given, 5671 with amqps://): when the node that a process is connected to goes away, it goes
    /// on with another. User, password, virtual host and amqp:// or amqps:// are those of RabbitMq, whose own host is tried as well.
    /// </summary>
    public IList<string> Nodes { get; } = [];

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

    /// <summary>How the broker's certificate is judged, and which of ours it is shown.</summary>
    /// <returns>Null where the broker is spoken to in plain text.</returns>
    internal TlsIdentity? Identity() => IsTls ? Tls.Identity() ?? new TlsIdentity() : null;

    /// <summary>Every node that can be connected to, that of RabbitMq first, each once.</summary>
    public IReadOnlyList<BrokerNode> AllNodes() => RabbitMq is null ? [] : [.. Nodes.Select(node => BrokerNode.Parse(node, IsTls)).OfType<BrokerNode>().Prepend(BrokerNode.Of(new Uri(RabbitMq))).Distinct()];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RabbitMq?.StartsWith("amqp", StringComparison.Ordinal) is true && !Uri.TryCreate(RabbitMq, UriKind.Absolute, out _))
            yield return new($"{Section}:RabbitMq cannot be read as an address. In the password write what has a meaning in addresses as its code: %23 for #, %2F for /, %3F for ?, %40 for @, %3A for :. Of a cluster name one host here, and the others in {Section}:{nameof(Nodes)}.");
        foreach (var problem in NodeProblems())
            yield return new(problem);
        foreach (var problem in Tls.Problems(TlsSection, needsCertificate: false))
            yield return problem;
        if (Tls.Enabled && RabbitMq is not null && !IsTls)
            yield return new($"{Section}:{nameof(Tls)}:Enabled is set, and {Section}:RabbitMq is an amqp:// address. Write amqps://, and the port that the broker does TLS on (5671).");
    }

    private IEnumerable<string> NodeProblems()
    {
        const string setting = $"{Section}:{nameof(Nodes)}", form = $"Write host or host:port; user, password, virtual host and amqp:// or amqps:// are those of {Section}:{nameof(RabbitMq)}.";
        if (Nodes.Count > 0 && RabbitMq is null)
            yield return $"{setting} is set without {Section}:{nameof(RabbitMq)}. Give one of the nodes there, with user, password and virtual host.";
        for (var i = 0; i < Nodes.Count; i++)
            if (string.IsNullOrWhiteSpace(Nodes[i]))
                yield return $"{setting}:{i} is empty. Write host or host:port, or leave the entry out.";
            // Not shown: what stands before the @ may be a password.
            else if (Nodes[i].Contains('@', StringComparison.Ordinal))
                yield return $"{setting}:{i} holds a user or a password. {form}";
            else if (BrokerNode.Parse(Nodes[i], IsTls) is null)
                yield return $"{setting} holds \"{Nodes[i]}\", which is neither a host nor host:port with a port from 1 to 65535. {form}";
        foreach (var node in Nodes.Select(node => BrokerNode.Parse(node, IsTls)).OfType<BrokerNode>().GroupBy(node => node).Where(same => same.Count() > 1))
            yield return $"{setting} holds {node.Key} more than once. Take out one of them, or correct it: each node counts once.";
    }
}

[OptionsValidator]
internal sealed partial class BrokerOptionsValidator : IValidateOptions<BrokerOptions>;
