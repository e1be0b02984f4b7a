using Limner.Accounts;
using Limner.Library;
using Limner.Search.Duplicates;
using Limner.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Search.Tests.Duplicates;

/// <summary>How groups follow what becomes of their images.</summary>
public sealed class DuplicateGroupsTests : IAsyncLifetime
{
    private static readonly byte[] Lively = [0x20, 0x08, 0x52, 5, 0x80, .. Enumerable.Range(0, 20).Select(at => (byte)(at * 13))];
    private Catalogue _catalogue = null!;

    public async Task InitializeAsync() => _catalogue = await Catalogue.CreateAsync();

    public async Task DisposeAsync() => await _catalogue.DisposeAsync();

    [Fact]
    public async Task What_is_cut_off_goes_on_and_what_shows_something_else_is_placed_anew()
    {
        var (one, two, three) = (await AddAsync("one.jpg", 0), await AddAsync("two.jpg", 1), await AddAsync("three.jpg", 0xFFFF));
        await Should.ThrowAsync<OperationCanceledException>(() => PlaceAsync(killed: true));
        (await GroupsAsync()).ShouldBeEmpty();
        await PlaceAsync();
        (await GroupsAsync()).ShouldBe([$"{one}: {one} {two}"]);

        // The leader is edited into something else, and another comes that is near to those it led.
        await _catalogue.ExecuteAsync($"UPDATE contents SET perceptual_hash = {0xFFFE} WHERE id = (SELECT content_id FROM images WHERE id = {one})");
        var four = await AddAsync("four.jpg", 3);
        await PlaceAsync();
        (await GroupsAsync()).ShouldBe([$"{two}: {two} {four}", $"{three}: {one} {three}"]);
    }

    [Fact]
    public async Task A_leader_in_the_trash_is_missed_by_nobody_and_one_that_is_purged_gives_way()
    {
        var ids = new[] { await AddAsync("one.jpg", 0), await AddAsync("two.jpg", 1), await AddAsync("three.jpg", 2) };
        await PlaceAsync();
        var trash = _catalogue.Services.GetRequiredService<IImageTrash>();
        await _catalogue.Database.WriteAsync((db, token) => trash.MoveAsync(db, 1, [ids[0]], token), default);
        (await GroupsAsync()).ShouldBe([$"{ids[0]}: {ids[1]} {ids[2]}"]);
        await _catalogue.Database.WriteAsync((db, token) => trash.PurgeAsync(db, 1, [ids[0]], token), default);
        await PlaceAsync();
        (await GroupsAsync()).ShouldBe([$"{ids[1]}: {ids[1]} {ids[2]}"]);
    }

    [Fact]
    public async Task Groups_are_made_of_ones_own_images_alone()
    {
        await AddAsync("mine.jpg", 0);
        await AddAsync("bens.jpg", 0, owner: 2);
        await _catalogue.ShareEverythingAsync(with: 1);
        await PlaceAsync();
        (await GroupsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_are_no_duplicates_is_remembered_until_another_joins_them()
    {
        var (one, two) = (await AddAsync("one.jpg", 0), await AddAsync("two.jpg", 1));
        await PlaceAsync();
        var resolver = _catalogue.Services.GetRequiredService<DuplicateResolver>();
        var id = GroupId.Format(GroupKind.Near6, one);
        await resolver.DecideAsync(new Person(), id, new DuplicateDecision([Image(one), Image(two)], null, null), default);
        (await GroupsAsync()).ShouldBeEmpty();
        (await GroupsAsync(GroupKind.Near2)).ShouldBeEmpty("nor are they at a narrower threshold");

        var three = await AddAsync("three.jpg", 2);
        await PlaceAsync();
        (await GroupsAsync()).ShouldBe([$"{one}: {one} {two} {three}"]);
    }

    [Fact]
    public async Task A_page_takes_as_many_statements_for_one_group_as_for_many()
    {
        async Task<int> StatementsAsync()
        {
            await PlaceAsync();
            return (await _catalogue.StatementsOfAsync(() => GroupsAsync())).Count;
        }

        await AddAsync("one.jpg", 0);
        await AddAsync("two.jpg", 1);
        var few = await StatementsAsync();
        for (var group = 1; group < 12; group++)
        {
            await AddAsync($"{group} one.jpg", ((long)group << 20) | ((long)group << 40) | (0xFFFFL << (group * 4)));
            await AddAsync($"{group} two.jpg", ((long)group << 20) | ((long)group << 40) | (0xFFFFL << (group * 4)) | (1L << 62));
        }

        (await StatementsAsync()).ShouldBe(few);
        (await GroupsAsync()).Count.ShouldBeGreaterThan(5);
    }

    private static string Image(long id) => Kernel.Ids.PublicId.Format(Kernel.Ids.IdPrefixes.Image, id);

    private async Task<long> AddAsync(string name, long hash, long owner = 1)
    {
        var id = await _catalogue.AddAsync($"Photos/{name}", owner: owner);
        await _catalogue.ExecuteAsync($"UPDATE contents SET perceptual_hash = {hash}, thumb_hash = {Lively} WHERE id = (SELECT content_id FROM images WHERE id = {id})");
        return id;
    }

    private async Task PlaceAsync(bool killed = false)
    {
        await _catalogue.Database.WriteAsync((db, token) => DuplicatePlacing.LoosenOrphansAsync(db, token), default);
        foreach (var owner in new[] { 1L, 2L })
        {
            while (true)
            {
                OwnerClusters clusters;
                await using (var read = _catalogue.Database.Read())
                {
                    clusters = await DuplicatePlacing.LoadAsync(read, owner, default);
                }

                var batch = await _catalogue.Database.WriteAsync(
                    async (db, token) =>
                    {
                        var placed = await DuplicatePlacing.PlaceBatchAsync(db, owner, clusters, token);
                        return killed ? throw new OperationCanceledException("killed") : placed;
                    },
                    default);
                if (batch is { Count: 0, IsOutdated: false })
                {
                    break;
                }
            }
        }
    }

    /// <summary>Open groups of the first user: the leader, then the images.</summary>
    private async Task<List<string>> GroupsAsync(GroupKind kind = GroupKind.Near6)
    {
        await using var db = _catalogue.Database.Read();
        var leaders = await DuplicateGroups.Open(db, 1, kind).OrderBy(group => group.LeaderId).Select(group => group.LeaderId).ToListAsync();
        var groups = await _catalogue.Services.GetRequiredService<DuplicateGroups>().LoadAsync(db, 1, kind, leaders, default);
        return [.. groups.Select(group => $"{group.LeaderId}: {string.Join(' ', group.Images.Select(image => image.Id))}")];
    }

    private sealed class Person : ICurrentUser
    {
        public long Id => 1;

        public string UserName => "anna";

        public bool IsAdministrator => false;

        public bool MayWrite => true;
    }
}
