using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace MuSiCa.Service.Hosting;

/// <summary>Has the server use <see cref="FrameBlockPool"/>.</summary>
internal sealed class FrameBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new FrameBlockPool();
}
