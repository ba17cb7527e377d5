using System.Net.Security;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Consumers;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;

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
            if (broker.RabbitMq is { } address)
                bus.UsingRabbitMq((context, configure) =>
                {
                    var tls = BrokerTls.Of(broker);
                    configure.Host(new Uri(address), host =>
                    {
                        host.OnRefreshConnectionFactory = factory =>
                        {
                            factory.SocketFactory = BrokerSocket.Create;
                            factory.Ssl.ClientCertificateContext = tls?.ClientCertificateContext;
                            return Task.CompletedTask;
                        };
                        host.Heartbeat(TimeSpan.FromSeconds(broker.HeartbeatSeconds));
                        if (tls is not null)
                            Secure(host, new Uri(address), tls);
                    });
                    configure.ConfigureEndpoints(context);
                });
            else
                bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context));
        });
        services.Configure<MassTransitHostOptions>(host => host.StopTimeout = host.ConsumerStopTimeout = TimeSpan.FromSeconds(broker.DrainSeconds));
        services.AddHostedService<OutboxDispatcher>();
        if (broker.RabbitMq is not null)
            services.AddSingleton<DeadLetterExchange>().AddHostedService(provider => provider.GetRequiredService<DeadLetterExchange>()).AddHostedService<QueueMeter>();
    }

    private static void Secure(IRabbitMqHostConfigurator host, Uri address, SslClientAuthenticationOptions tls) => host.UseSsl(ssl =>
    {
        ssl.ServerName = address.Host;
        ssl.Protocol = tls.EnabledSslProtocols;
        ssl.CertificateValidationCallback = tls.RemoteCertificateValidationCallback;
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
