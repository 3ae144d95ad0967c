using static MuSiCa.Service.Tests.Wire.WireConnection;

namespace MuSiCa.Service.Tests.Wire;

/// <summary>Callers that leave, at every point of a call.</summary>
public sealed class ResetTests : WireTest
{
    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Call_ResetAfterAnyByte_LeavesNothingBehind(string method)
    {
        byte[] body = [.. WireMessage.Good(method), .. WireMessage.Good(method)];
        for (int cut = 0; cut <= body.Length; cut++)
        {
            WireCall call = await Connection.StartAsync(method);
            await Connection.SendAsync(call, body.AsMemory(0, cut));
            await Connection.ResetAsync(call);
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Call_ResetAfterAnyByteWasRead_LeavesNothingBehind(string method)
    {
        int good = WireMessage.Good(method).Length;
        for (int cut = 1; cut < good; cut++)
        {
            int held = cut;
            WireCall call = await Connection.StartAsync(method);
            await Connection.SendAsync(call, WireMessage.Good(method).AsMemory(0, cut));
            await UntilAsync(() => Service.Memory.Used == held, () => $"{Service.Memory.Used} bytes held of {held}");

            await Connection.ResetAsync(call);
            await UntilAsync(() => Service.Memory.Used == 0, () => $"{Service.Memory.Used} bytes held after the reset");
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Call_ResetBehindItsEnd_LeavesNothingBehind(string method)
    {
        for (int i = 0; i < 100; i++)
        {
            WireCall call = await Connection.StartAsync(method);
            await Connection.SendAsync(call, WireMessage.Good(method));
            await Connection.EndAsync(call);
            await Connection.ResetAsync(call);
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Call_ResetWhileItsFaceIsInTheModel_LeavesNothingBehind(string method)
    {
        var inStage = new Signal();
        var goOn = new Signal();
        Service.Stages.OnRun = _ =>
        {
            inStage.Give();
            goOn.Wait();
        };
        WireCall call = await Connection.StartAsync(method);
        await Connection.SendAsync(call, WireMessage.Good(method));
        await Connection.EndAsync(call);
        await inStage.Given;

        await Connection.ResetAsync(call);
        await UntilAsync(() => Service.Scheduler.PlacesTaken == 0, () => $"{Service.Scheduler.PlacesTaken} faces held");
        goOn.Give();
    }

    [Fact]
    public async Task Track_ResetBetweenAnswers_LeavesNothingBehind()
    {
        for (int i = 0; i < 20; i++)
        {
            WireCall call = await Connection.StartAsync(Track);
            await Connection.SendAsync(call, WireMessage.Good(Track));
            await UntilAsync(() => call.HasData, static () => "The frame was not answered.");
            await Connection.SendAsync(call, WireMessage.Good(Track).AsMemory(0, i * 3));

            await Connection.ResetAsync(call);
        }
    }

    [Theory]
    [InlineData(Locate)]
    [InlineData(Track)]
    public async Task Connection_CutAfterAnyByte_LeavesNothingBehind(string method)
    {
        byte[] bytes =
        [
            .. new HttpFrame(HttpFrame.Headers, HttpFrame.EndHeaders, 1, Hpack.Encode(Headers(method))).Bytes(),
            .. new HttpFrame(HttpFrame.Data, 0, 1, WireMessage.Good(method)).Bytes(),
            .. new HttpFrame(HttpFrame.Data, HttpFrame.EndStream, 1, WireMessage.Good(method)).Bytes(),
        ];
        for (int cut = 0; cut <= bytes.Length; cut += cut < HttpFrame.HeaderLength ? 1 : 3)
        {
            WireConnection connection = await OpenAsync();
            await connection.SendAsync(bytes[..cut]);
            await connection.LeaveAsync();
        }
    }

    [Fact]
    public async Task Connection_GoneWithManyCallsOpen_LeavesNothingBehind()
    {
        WireConnection connection = await OpenAsync();
        for (int i = 0; i < 100; i++)
        {
            string method = i % 2 == 0 ? Locate : Track;
            await connection.SendAsync(await connection.StartAsync(method), WireMessage.Good(method).AsMemory(0, 6 + (i / 2)));
        }

        await connection.DisposeAsync();
    }
}
