namespace MuSiCa.Inference.Tests;

public sealed class UseCountTests
{
    private int _released;

    [Fact]
    public void Close_NobodyInside_Releases()
    {
        UseCount uses = Create();
        uses.Enter();
        uses.Exit();
        Assert.Equal(0, _released);

        uses.Close();
        uses.Close();

        Assert.Equal(1, _released);
        Assert.Throws<ObjectDisposedException>(uses.Enter);
    }

    [Fact]
    public void Close_CallsInside_ReleasesWhenTheLastIsBack()
    {
        UseCount uses = Create();
        uses.Enter();
        uses.Enter();

        uses.Close();
        Assert.Throws<ObjectDisposedException>(uses.Enter);
        uses.Exit();
        Assert.Equal(0, _released);
        uses.Exit();

        Assert.Equal(1, _released);
    }

    [Fact]
    public async Task Close_WhileManyCome_ReleasesOnceAndUnderNobody()
    {
        for (int round = 0; round < 200; round++)
        {
            _released = 0;
            UseCount uses = Create();
            int under = 0;
            Task[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => Call(uses, ref under)))];

            uses.Close();
            await Task.WhenAll(callers);

            Assert.Equal((1, 0), (_released, under));
        }
    }

    [Fact]
    public void Dispose_StageIsRunning_IsDisposedOfWhenItIsBack()
    {
        var stage = new ClosingStage();
        var session = new CascadeSession(
            TinyModel.Package, [stage, stage, stage], new ProviderReport(ExecutionProvider.Cpu, ExecutionProvider.Cpu, null));
        stage.OnRun = session.Dispose;
        using var batch = new StageBatch(StageShape.Of(TinyModel.Package), 1);

        new StageRunner(session).Execute(0, batch);

        Assert.False(stage.WasDisposedUnderItself);
        Assert.True(stage.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => new StageRunner(session).Execute(0, batch));
    }

    private UseCount Create() => new(() => Interlocked.Increment(ref _released));

    // Until it is closed.
    private void Call(UseCount uses, ref int under)
    {
        while (true)
        {
            try
            {
                uses.Enter();
            }
            catch (ObjectDisposedException)
            {
                return;
            }

            Interlocked.Add(ref under, Volatile.Read(ref _released));
            uses.Exit();
        }
    }

    private sealed class ClosingStage : IStage, IDisposable
    {
        public Action OnRun { get; set; } = static () => { };

        public bool IsDisposed { get; private set; }

        public bool WasDisposedUnderItself { get; private set; }

        public int PaddedCount(int count) => count;

        public void Run(StageBatch batch)
        {
            OnRun();
            WasDisposedUnderItself = IsDisposed;
        }

        public void Dispose() => IsDisposed = true;
    }
}
