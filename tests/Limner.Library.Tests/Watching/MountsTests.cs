using Limner.Library.Watching;

namespace Limner.Library.Tests.Watching;

public sealed class MountsTests
{
    private const string Table =
        """
        22 28 0:21 / /proc rw,nosuid - proc proc rw
        28 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
        40 28 0:45 / /mnt/nas rw,relatime shared:20 - nfs4 nas:/export rw,vers=4.2
        41 28 0:46 / /mnt/windows\040box rw - cifs //box/pictures rw
        42 28 0:47 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
        43 28 8:17 / /media/stick rw - fuseblk /dev/sdb1 rw
        44 40 8:33 / /mnt/nas/cache rw - xfs /dev/sdc1 rw
        45 28 0:50 / /mnt/twice rw - ext4 /dev/sdd1 rw
        46 45 0:51 / /mnt/twice rw master:3 propagate_from:2 - nfs other:/ rw
        rubbish
        """;

    [Theory]
    [InlineData("/mnt/nas", true)]
    [InlineData("/mnt/nas/2026/May", true)]
    [InlineData("/mnt/nas/cache/a", false)]
    [InlineData("/mnt/nasty", false)]
    [InlineData("/mnt/windows box/a", true)]
    [InlineData("/mnt/ssh/a", true)]
    [InlineData("/media/stick", false)]
    [InlineData("/mnt/twice", true)]
    [InlineData("/home/anna/Pictures", false)]
    public void A_directory_on_a_network_mount_is_recognised(string path, bool isNetwork) => Mounts.Find(Table, path)!.IsNetwork.ShouldBe(isNetwork);

    [Fact]
    public void The_same_place_mounted_anew_is_another_mount()
    {
        Mounts.Find(Table, "/mnt/twice/a")!.Id.ShouldBe(46);
        Mounts.Find(Table, "/srv")!.Id.ShouldBe(28);
    }

    [Fact]
    public void Where_nothing_is_said_nothing_is_known() => Mounts.Find(string.Empty, "/srv").ShouldBeNull();

    [Fact]
    public void This_machine_says_what_is_mounted() => new Mounts().Of("/proc")!.Type.ShouldBe("proc");
}
