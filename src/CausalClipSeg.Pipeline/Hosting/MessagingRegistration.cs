using System.Net.Sockets;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Consumers;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using RabbitMQ.Client;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The bus: in-memory when no broker is configured, RabbitMQ otherwise; the same consumers on both.</summary>
internal static class MessagingRegistration
{
    public static void AddMessaging(this IServiceCollection services, BrokerOptions broker, PipelineRoles roles)
    {
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry(); // a hospital's worker speaks to nobody it was not told to speak to
            bus.SetEndpointNameFormatter(new PrefixedEndpointNames(broker.QueuePrefix));
            if (roles.HasFlag(PipelineRoles.Intake))
                AddIntake(bus);
            if (roles.HasFlag(PipelineRoles.Worker))
                AddWorker(bus);
            if (roles.HasFlag(PipelineRoles.Trainer))
                AddTrainer(bus);
            if (broker.RabbitMq is not null)
                UseRabbitMq(bus, broker);
            else
                bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context));
        });
        services.Configure<MassTransitHostOptions>(host => host.StopTimeout = host.ConsumerStopTimeout = TimeSpan.FromSeconds(broker.DrainSeconds));
        services.AddSingleton<MessagePublisher>().AddHostedService<OutboxDispatcher>();
        if (broker.RabbitMq is null)
            return;
        AddOutgoing(services, broker);
        services.AddSingleton<DeadLetterExchange>().AddHostedService(provider => provider.GetRequiredService<DeadLetterExchange>()).AddHostedService<QueueMeter>();
    }

    private static void UseRabbitMq(IBusRegistrationConfigurator bus, BrokerOptions broker)
    {
        bus.AddSingleton(provider => Ring(broker, provider)).AddReceiveEndpointObserver<BrokerWatch>();
        bus.UsingRabbitMq((context, configure) =>
        {
            Connect(configure, broker, "consumers", BrokerSocket.Create, context.GetRequiredService<BrokerRing>());
            configure.ConfigureEndpoints(context);
        });
    }

    private static void AddOutgoing(IServiceCollection services, BrokerOptions broker) => services.AddSingleton<BusLine>().AddMassTransit<IOutgoingBus, OutgoingBus>(bus =>
        bus.UsingRabbitMq((context, configure) => Connect(configure, broker, "outbox", context.GetRequiredService<BusLine>().Connect, Ring(broker, context))));

    private static BrokerRing Ring(BrokerOptions broker, IServiceProvider services) => new(broker, services.GetRequiredService<SiteCertificates>().Of(BrokerOptions.TlsSection, broker.Identity()));

    /// <param name="purpose">As the broker's administrator reads it.</param>
    private static void Connect(IRabbitMqBusFactoryConfigurator bus, BrokerOptions broker, string purpose, Func<AddressFamily, ITcpClient> socket, BrokerRing ring) =>
        bus.Host(new Uri(broker.RabbitMq!), purpose, host =>
        {
            // Not UseCluster: it tries one node at each attempt, and holds the certificate of each against the name of the first (MassTransit 8.5.12).
            host.OnRefreshConnectionFactory = factory =>
            {
                (factory.SocketFactory, factory.EndpointResolverFactory, factory.MaxInboundMessageBodySize) = (socket, _ => ring, BrokerConnection.LargestMessage);
                return Task.CompletedTask;
            };
            host.Heartbeat(TimeSpan.FromSeconds(broker.HeartbeatSeconds));
        });

    private static void AddIntake(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<ImageArrivedConsumer, ImageArrivedConsumerDefinition>();
        bus.AddConsumer<ReportArrivedConsumer, ReportArrivedConsumerDefinition>();
        bus.AddConsumer<MonaiWorkflowRequestConsumer, MonaiWorkflowRequestConsumerDefinition>();
        bus.AddConsumer<ImageStoredConsumer, ImageStoredConsumerDefinition>();
        bus.AddConsumer<ReportRecordedConsumer, ReportRecordedConsumerDefinition>();
        bus.AddConsumer<PatientsReconciledConsumer, PatientsReconciledConsumerDefinition>();
        bus.AddConsumer<SegmentationReceivedConsumer, SegmentationReceivedConsumerDefinition>();
        bus.AddConsumer<LabelSubmittedConsumer, LabelSubmittedConsumerDefinition>();
        bus.AddConsumer<CommitmentAskedConsumer, CommitmentAskedConsumerDefinition>();
        bus.AddConsumer<RetrainRequestedConsumer, RetrainRequestedConsumerDefinition>();
    }

    private static void AddWorker(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<SegmentationRequestedConsumer, SegmentationRequestedConsumerDefinition>();
        bus.AddConsumer<SegmentationCreatedConsumer, SegmentationCreatedConsumerDefinition>();
        bus.AddConsumer<SegmentationWithdrawnConsumer, SegmentationWithdrawnConsumerDefinition>();
        bus.AddConsumer<ReviewAcceptedConsumer, ReviewAcceptedConsumerDefinition>();
        bus.AddConsumer<ReviewWithdrawnConsumer, ReviewWithdrawnConsumerDefinition>();
        bus.AddConsumer<CommitmentWantedConsumer, CommitmentWantedConsumerDefinition>();
        bus.AddConsumer<CommitmentDueConsumer, CommitmentDueConsumerDefinition>();
        bus.AddConsumer<ModelPromotedConsumer, ModelPromotedConsumerDefinition>();
    }

    private static void AddTrainer(IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<CandidateTrainedConsumer, CandidateTrainedConsumerDefinition>();
        bus.AddConsumer<CandidateEvaluatedConsumer, CandidateEvaluatedConsumerDefinition>();
        bus.AddConsumer<ShadowCompletedConsumer, ShadowCompletedConsumerDefinition>();
    }
}

/// <summary>Queue names as outside systems read them: causalclipseg.image-arrived.</summary>
internal sealed class PrefixedEndpointNames(string prefix) : KebabCaseEndpointNameFormatter(false)
{
    public override string SanitizeName(string name) => prefix + base.SanitizeName(name);
}
