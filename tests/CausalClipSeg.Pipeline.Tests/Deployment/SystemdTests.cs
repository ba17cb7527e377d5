namespace CausalClipSeg.Tests;

/// <summary>deploy/try-systemd: the installation and the units under a systemd that was booted for it.</summary>
public sealed class SystemdTests
{
    private const int CannotBeTriedHere = 77;

    [Fact]
    public async Task The_installation_runs_sealed_under_a_systemd_of_its_own_takes_a_case_survives_a_kill_and_stops()
    {
        Peers.Require(Peers.Systemd);
        Peers.Require(Peers.RabbitMq);
        Peers.Require(Peers.Postgres);
        // This very system below a layer that is thrown away: nothing is downloaded. Without --short it also upgrades, restores a backup and boots again.
        var tried = await Tool.Run(RepositoryRoot.Combine("deploy", "try-systemd"), ["--short", "--base", "/", "--app", AppContext.BaseDirectory], limit: TimeSpan.FromMinutes(5));
        if (tried.ExitCode == CannotBeTriedHere)
            Assert.Skip(tried.Error.Trim());
        tried.ShouldSucceed().Output.ShouldContain("installed, ran, restarted and stopped it");
    }
}
