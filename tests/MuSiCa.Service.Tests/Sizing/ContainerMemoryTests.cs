using MuSiCa.Service.Sizing;

namespace MuSiCa.Service.Tests;

public sealed class ContainerMemoryTests : IDisposable
{
    private const string Mount2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";
    private const string Mount1 = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory";
    private const long Half = 512 << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("musica-cgroup").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void ReadLimit_Version2_IsThatOfTheGroup()
    {
        Process("0::/service", Mount2);
        Write("sys/fs/cgroup/service/memory.max", $"{Half}\n");

        Assert.Equal(Half, ContainerMemory.ReadLimit(_root));
    }

    [Theory]
    [InlineData("max", Half)]
    [InlineData("268435456", 256 << 20)]
    [InlineData("1073741824", Half)]
    public void ReadLimit_GroupWithinGroups_IsTheLeast(string own, long expected)
    {
        Process("0::/pods/pod/container", Mount2);
        Write("sys/fs/cgroup/pods/pod/container/memory.max", own);
        Write("sys/fs/cgroup/pods/pod/memory.max", $"{Half}");
        Write("sys/fs/cgroup/pods/memory.max", "max");

        Assert.Equal(expected, ContainerMemory.ReadLimit(_root));
    }

    [Theory]
    [InlineData("0::/")]
    [InlineData("0::/../../elsewhere")]
    [InlineData("0::/docker/abc")]
    public void ReadLimit_ContainerThatSeesItsGroupAsTheMount_IsThatOfTheMount(string group)
    {
        Process(group, "30 23 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw");
        Write("sys/fs/cgroup/memory.max", $"{Half}");

        Assert.Equal(Half, ContainerMemory.ReadLimit(_root));
    }

    [Theory]
    [InlineData("4:memory:/service")]
    [InlineData("12:pids:/x\n4:hugetlb,memory:/service\n0::/")]
    public void ReadLimit_Version1_IsThatOfTheGroup(string groups)
    {
        Process(groups, $"31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n{Mount1}\n"
            + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");
        Write("sys/fs/cgroup/memory/service/memory.limit_in_bytes", $"{Half}\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");

        Assert.Equal(Half, ContainerMemory.ReadLimit(_root));
    }

    [Theory]
    [InlineData("9223372036854771712")]
    [InlineData("9223372036854710272")]
    [InlineData("99999999999999999999999999")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("-1")]
    public void ReadLimit_Version1WithoutALimit_IsNone(string said)
    {
        Process("4:memory:/", Mount1);
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", said);

        Assert.Null(ContainerMemory.ReadLimit(_root));
    }

    [Fact]
    public void ReadLimit_NoControlGroups_IsNone() => Assert.Null(ContainerMemory.ReadLimit(_root));

    [Theory]
    [InlineData("", "")]
    [InlineData("0:", "a b c -")]
    [InlineData("nonsense", "- - - - - -")]
    [InlineData("0::/service", "30 23 0:26 / /sys/fs/cgroup rw")]
    public void ReadLimit_FilesOfAnotherForm_IsNone(string groups, string mounts)
    {
        Process(groups, mounts);

        Assert.Null(ContainerMemory.ReadLimit(_root));
    }

    [Fact]
    public void ReadLimit_FileThatCannotBeRead_IsNone()
    {
        Process("0::/service", Mount2);
        Directory.CreateDirectory(Path.Combine(_root, "sys/fs/cgroup/service/memory.max"));

        Assert.Null(ContainerMemory.ReadLimit(_root));
    }

    private void Process(string groups, string mounts)
    {
        Write("proc/self/cgroup", groups + "\n");
        Write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + mounts + "\n");
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
