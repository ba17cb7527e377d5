using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: CausalClipSeg.Tests.ServerLogs]

namespace CausalClipSeg.Tests;

/// <summary>Adds to a failed test's output how the logs of the servers end that run meanwhile: half of such failures are explained there.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ServerLogsAttribute : BeforeAfterTestAttribute
{
    private const int Lines = 15;
    private static readonly ConcurrentDictionary<PrivateServer, string> _running = new();

    public static void Add(PrivateServer server, string name) => _running[server] = name;

    public static void Remove(PrivateServer server) => _running.TryRemove(server, out _);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result != TestResult.Failed) return;
        foreach (var (server, name) in _running)
            TestContext.Current.TestOutputHelper?.WriteLine($"--- the log of {name} ends:\n{server.LogTail(Lines)}");
    }
}
