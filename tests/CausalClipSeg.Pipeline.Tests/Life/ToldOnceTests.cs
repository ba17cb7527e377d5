using System.Collections.Concurrent;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>What waits for the database says so once, and not with each of its tries.</summary>
public sealed class ToldOnceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_meets_an_outage_is_one_line_of_the_log_however_often_it_is_tried_and_is_done_when_that_is_over()
    {
        using var log = new CapturedLog();
        var away = new TwoTriesAway();
        await using var services = new ServiceCollection().AddOptions().AddLogging(logs => logs.AddProvider(log).AddFilter("MassTransit", LogLevel.None))
            .AddSingleton<IHostApplicationLifetime, ApplicationLifetime>().AddSingleton(away)
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddConsumer<Writing, WritingDefinition>();
                bus.UsingInMemory((context, configure) => configure.ConfigureEndpoints(context));
            }).BuildServiceProvider();
        var bus = services.GetRequiredService<IBusControl>();
        await bus.StartAsync(Cancel);

        await Task.WhenAll(away.Messages.Select(number => bus.Publish(new Wanted(number), Cancel)));
        await away.AllDone.WaitAsync(TimeSpan.FromMinutes(2), Cancel);

        await bus.StopAsync(Cancel);
        log.Lines.ShouldBe(Enumerable.Repeat($"Warning: {nameof(Writing)} holds a message until this is over: {TwoTriesAway.Failure.Message}", 2));
    }

    [Fact]
    public async Task An_outbox_that_cannot_be_looked_into_is_one_line_of_the_log_for_each_reason_and_one_more_when_it_comes_back()
    {
        await using var pipeline = await IdlePipeline.Create("told-once");
        using var log = new CapturedLog();
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        var pauses = new ShortPauses();
        var bus = Bus.Factory.CreateUsingInMemory(_ => { });
        using var dispatcher = ActivatorUtilities.CreateInstance<OutboxDispatcher>(pipeline.Services, new MessagePublisher(bus), new OutboxSignal(pauses), logs.CreateLogger<OutboxDispatcher>());
        await bus.StartAsync(Cancel);
        await dispatcher.StartAsync(Cancel);

        await Change("ALTER TABLE outbox_message RENAME TO elsewhere");
        await Change("ALTER TABLE elsewhere RENAME TO outbox_message");
        await Change("ALTER TABLE outbox_message RENAME TO elsewhere");
        await Change("ALTER TABLE elsewhere RENAME TO outbox_message; ALTER TABLE outbox_message RENAME COLUMN ordering_key TO another");

        await dispatcher.StopAsync(Cancel);
        await bus.StopAsync(Cancel);
        log.Lines.Count.ShouldBe(3);
        log.Lines.Select(line => line.Contains("no such table: outbox_message")).ShouldBe([true, true, false]);
        log.Lines.ShouldAllBe(line => line.StartsWith("Warning: The outbox could not be looked into, and its messages wait: "));

        async Task Change(string statements)
        {
            await using var db = await pipeline.Services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContextAsync(Cancel);
            await db.Database.ExecuteSqlRawAsync(statements, Cancel);
            var begun = pauses.Begun;
            await Eventually.True("several looks", () => Task.FromResult(pauses.Begun > begun + 3));
        }
    }

    private sealed record Wanted(int Number);

    private sealed class Writing(TwoTriesAway away) : IConsumer<Wanted>
    {
        public Task Consume(ConsumeContext<Wanted> context)
        {
            away.Try(context.Message.Number);
            return Task.CompletedTask;
        }
    }

    private sealed class WritingDefinition(IOptions<BrokerOptions> broker) : PipelineConsumerDefinition<Writing>(broker);

    /// <summary>A database that is away at the first two tries of each message.</summary>
    private sealed class TwoTriesAway
    {
        private readonly ConcurrentDictionary<int, int> _tries = new();
        private readonly TaskCompletionSource[] _done = [new(), new()];

        public static DatabaseUnavailableException Failure { get; } = new(DatabaseProvider.Sqlite, new SqliteException("unable to open database file", 14));

        public IEnumerable<int> Messages => Enumerable.Range(0, _done.Length);

        public Task AllDone => Task.WhenAll(_done.Select(done => done.Task));

        public void Try(int message)
        {
            if (_tries.AddOrUpdate(message, 1, (_, before) => before + 1) <= 2)
                throw Failure;
            _done[message].SetResult();
        }
    }

    /// <summary>A clock by which a second is over at once.</summary>
    private sealed class ShortPauses : TimeProvider
    {
        private int _begun;

        public int Begun => Volatile.Read(ref _begun);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _begun);
            return base.CreateTimer(callback, state, dueTime / 100, period);
        }
    }
}
