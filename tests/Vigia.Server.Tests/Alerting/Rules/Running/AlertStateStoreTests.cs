using Microsoft.Data.Sqlite;
using Vigia.Model.Labels;
using Vigia.Server.Alerting.Rules.Evaluation;
using Vigia.Server.Alerting.Rules.State;
using Vigia.Testing;
using Xunit;

namespace Vigia.Server.Tests.Alerting.Rules.Running;

public sealed class AlertStateStoreTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    private string Path => _folder[AlertStateStore.FileName];

    public void Dispose() => _folder.Dispose();

    private static DateTimeOffset At(int minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    private static Alert Alert(string job, AlertState state = AlertState.Firing) => new()
    {
        Labels = LabelSet.Of(("alertname", "A"), ("job", job)),
        Annotations = [new Label("summary", "á \"x\"\n")],
        State = state,
        Value = 1.5,
        ActiveAt = At(1),
        FiredAt = state == AlertState.Pending ? null : At(2),
        ResolvedAt = state == AlertState.Inactive ? At(3) : null,
        KeptSince = At(4),
    };

    [Theory]
    [InlineData(AlertState.Pending)]
    [InlineData(AlertState.Firing)]
    [InlineData(AlertState.Inactive)]
    internal void Load_AfterReopening_IsWhatWasSaved(AlertState state)
    {
        Alert alert = Alert("a", state);
        using (AlertStateStore store = AlertStateStore.Open(Path))
        {
            Assert.Null(store.LastSeen());
            store.Save(At(5), [new("r", alert.Labels, alert), new("r", LabelSet.Empty, alert with { Labels = LabelSet.Empty, Value = double.NaN })]);
        }

        using AlertStateStore again = AlertStateStore.Open(Path);
        IReadOnlyList<Alert> loaded = again.Load("r");
        Assert.Equal(At(5), again.LastSeen());
        Assert.Equal([LabelSet.Empty, alert.Labels], loaded.Select(static one => one.Labels).Order());
        Alert same = loaded.Single(one => one.Labels.Equals(alert.Labels));
        Assert.Equal((alert.State, alert.Value, alert.ActiveAt, alert.FiredAt, alert.ResolvedAt, alert.KeptSince), (same.State, same.Value, same.ActiveAt, same.FiredAt, same.ResolvedAt, same.KeptSince));
        Assert.Equal(alert.Annotations, same.Annotations);
        Assert.True(double.IsNaN(loaded.Single(static one => one.Labels.Count == 0).Value));
    }

    [Fact]
    public void Open_MadeAnew_IsForItsOwnerOnly()
    {
        using AlertStateStore store = AlertStateStore.Open(Path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Fact]
    public void Open_AFolderInItsPlace_SaysSo()
    {
        Directory.CreateDirectory(Path);
        AlertStateException error = Assert.Throws<AlertStateException>(() => AlertStateStore.Open(Path));
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_ChangedAndForgotten_LeavesTheOthers()
    {
        using AlertStateStore store = AlertStateStore.Open(Path);
        Alert a = Alert("a");
        Alert b = Alert("b");
        store.Save(At(5), [new("r", a.Labels, a), new("r", b.Labels, b), new("s", a.Labels, a)]);
        store.Save(At(6), [new("r", a.Labels, null), new("r", b.Labels, b with { State = AlertState.Inactive })]);
        Assert.Equal((b.Labels, AlertState.Inactive), (Assert.Single(store.Load("r")).Labels, store.Load("r")[0].State));
        Assert.Single(store.Load("s"));
        store.KeepOnly(new HashSet<string> { "r" });
        Assert.Empty(store.Load("s"));
        Assert.Single(store.Load("r"));
    }

    [Fact]
    public void Open_FileOfANewerVersion_SaysSo()
    {
        AlertStateStore.Open(Path).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path};Pooling=false"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 9";
            command.ExecuteNonQuery();
        }

        Assert.Equal($"{Path} has version 9, made by a newer Vigia; this one reads up to 1.", Assert.Throws<AlertStateException>(() => AlertStateStore.Open(Path)).Message);
    }

    [Fact]
    public void Open_FileThatIsNoDatabase_SaysSo()
    {
        File.WriteAllText(Path, new string('x', 5000));
        Assert.StartsWith($"{Path} cannot be opened: ", Assert.Throws<AlertStateException>(() => AlertStateStore.Open(Path)).Message, StringComparison.Ordinal);
    }
}
