using Limner.Kernel.Errors;
using Limner.Models;
using Limner.Models.Onnx;
using Limner.Models.Store;
using Limner.Safety;
using Limner.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Limner.Models.Tests.Onnx;

public sealed class ModelSessionsTests : IAsyncLifetime
{
    private readonly ModelDirectory _models = new();
    private readonly FakeClock _clock = new();
    private readonly ServiceProvider _services;
    private readonly ModelSessions _sessions;

    public ModelSessionsTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton<TimeProvider>(_clock)
            .AddSafety()
            .AddModels()
            .AddSingleton(new ModelStore(_models.Path))
            .Configure<ModelsOptions>(options => (options.MemoryBudgetMb, options.UnloadAfterMinutes) = (64, 10))
            .BuildServiceProvider();
        _sessions = _services.GetRequiredService<ModelSessions>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task A_run_reads_the_callers_input_and_fills_the_callers_output()
    {
        _models.AddAdder("adder", addend: 0.5f);
        using var x = new ModelTensor<float>(new float[] { 1, 2, 3, 4 }, 4);
        using var y = new ModelTensor<float>(4);

        using var lease = await _sessions.LeaseAsync("adder", default);
        lease.Run([x], [y], default);
        x.Elements[0] = 10;
        lease.Run([x], [y], default);

        y.Elements.ToArray().ShouldBe([10.5f, 2.5f, 3.5f, 4.5f]);
    }

    [Fact]
    public async Task A_run_allocates_nothing_of_the_size_of_a_tensor()
    {
        _models.AddAdder("adder");
        using var x = new ModelTensor<float>(4);
        using var y = new ModelTensor<float>(4);
        using var lease = await _sessions.LeaseAsync("adder", default);
        ModelTensor[] inputs = [x], outputs = [y];
        lease.Run(inputs, outputs, default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            lease.Run(inputs, outputs, default);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Callers_that_ask_at_once_share_one_session()
    {
        _models.AddAdder("adder", memoryBytes: 40 * ModelDirectory.Megabyte);

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await _sessions.LeaseAsync("adder", default))));

        // Two sessions of 40 MiB would not fit into 64.
        var loaded = _sessions.Loaded.ShouldHaveSingleItem();
        loaded.Leases.ShouldBe(20);
        Array.ForEach(leases, lease => lease.Dispose());
        _sessions.Loaded.ShouldHaveSingleItem().Leases.ShouldBe(0);
    }

    [Fact]
    public async Task A_lease_returned_twice_counts_once()
    {
        _models.AddAdder("adder");
        var first = await _sessions.LeaseAsync("adder", default);
        using var second = await _sessions.LeaseAsync("adder", default);

        first.Dispose();
        first.Dispose();

        _sessions.Loaded.ShouldHaveSingleItem().Leases.ShouldBe(1);
    }

    [Fact]
    public async Task An_idle_model_is_unloaded_after_its_time_and_loaded_again_on_demand()
    {
        _models.AddAdder("adder");
        await UseAsync("adder");

        _clock.Advance(TimeSpan.FromMinutes(9.9));
        _sessions.Loaded.ShouldHaveSingleItem();
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        _sessions.Loaded.ShouldBeEmpty();

        await UseAsync("adder");
        _sessions.Loaded.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Use_puts_off_the_unloading()
    {
        _models.AddAdder("adder");
        await UseAsync("adder");
        _clock.Advance(TimeSpan.FromMinutes(6));
        await UseAsync("adder");

        _clock.Advance(TimeSpan.FromMinutes(9));
        _sessions.Loaded.ShouldHaveSingleItem();
        _clock.Advance(TimeSpan.FromMinutes(2));
        _sessions.Loaded.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_leased_model_stays_however_long_it_is_held()
    {
        _models.AddAdder("adder");
        using var x = new ModelTensor<float>(4);
        using var y = new ModelTensor<float>(4);
        var lease = await _sessions.LeaseAsync("adder", default);

        _clock.Advance(TimeSpan.FromHours(10));

        lease.Run([x], [y], default);
        y.Elements[0].ShouldBe(1);
        lease.Dispose();
        _clock.Advance(TimeSpan.FromMinutes(10));
        _sessions.Loaded.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_model_used_longest_ago_makes_room()
    {
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            _models.AddAdder(id, memoryBytes: 20 * ModelDirectory.Megabyte);
        }

        await UseAsync("a");
        await UseAsync("b");
        await UseAsync("c");
        await UseAsync("a");
        await UseAsync("d");

        LoadedIds().ShouldBe(["a", "c", "d"]);
    }

    [Fact]
    public async Task A_leased_model_never_makes_room_and_the_caller_waits_for_it()
    {
        _models.AddAdder("a", memoryBytes: 40 * ModelDirectory.Megabyte);
        _models.AddAdder("b", memoryBytes: 40 * ModelDirectory.Megabyte);
        var a = await _sessions.LeaseAsync("a", default);

        var waiting = _sessions.LeaseAsync("b", default).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        LoadedIds().ShouldBe(["a"]);

        a.Dispose();
        using var b = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        LoadedIds().ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_caller_that_waits_for_room_can_give_up()
    {
        _models.AddAdder("a", memoryBytes: 40 * ModelDirectory.Megabyte);
        _models.AddAdder("b", memoryBytes: 40 * ModelDirectory.Megabyte);
        using var a = await _sessions.LeaseAsync("a", default);
        using var cancel = new CancellationTokenSource();
        var waiting = _sessions.LeaseAsync("b", cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        LoadedIds().ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_model_larger_than_the_budget_is_refused_with_the_key_to_raise()
    {
        _models.AddAdder("giant", memoryBytes: 65 * ModelDirectory.Megabyte);

        var failure = (await Should.ThrowAsync<LimnerException>(async () => await _sessions.LeaseAsync("giant", default))).Failure;

        failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
        failure.Detail.ShouldNotBeNull().ShouldContain("models.memory_budget_mb");
    }

    [Fact]
    public async Task A_load_that_fails_counts_nothing_and_the_next_caller_tries_again()
    {
        _models.Add("broken", [1, 2, 3], ModelDirectory.Megabyte);
        var failure = (await Should.ThrowAsync<LimnerException>(async () => await _sessions.LeaseAsync("broken", default))).Failure;
        failure.Error.ShouldBe(ErrorCatalogue.ModelLoad);
        _sessions.Loaded.ShouldBeEmpty();

        _models.AddAdder("broken");
        await UseAsync("broken");
        _sessions.Loaded.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Inputs_of_another_shape_are_an_inference_failure_with_the_runtimes_words()
    {
        _models.AddAdder("adder");
        using var x = new ModelTensor<float>(5);
        using var y = new ModelTensor<float>(4);
        using var lease = await _sessions.LeaseAsync("adder", default);

        var failure = Should.Throw<LimnerException>(() => lease.Run([x], [y], default)).Failure;

        failure.Error.ShouldBe(ErrorCatalogue.Inference);
        failure.Detail.ShouldNotBeNull().ShouldContain("dimension", Case.Insensitive);
    }

    [Fact]
    public async Task A_run_in_progress_stops_when_it_is_cancelled()
    {
        _models.AddSlow("slow");
        using var x = new ModelTensor<float>(1, 64, 128, 128);
        using var y = new ModelTensor<float>(1, 64, 128, 128);
        using var lease = await _sessions.LeaseAsync("slow", default);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        // Left alone, the run would end well many seconds later, and nothing would be thrown.
        Should.Throw<OperationCanceledException>(() => lease.Run([x], [y], cancel.Token)).CancellationToken.ShouldBe(cancel.Token);
    }

    [Fact]
    public async Task Nothing_is_leased_after_disposal()
    {
        _models.AddAdder("adder");
        await UseAsync("adder");

        await _sessions.DisposeAsync();

        _sessions.Loaded.ShouldBeEmpty();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await _sessions.LeaseAsync("adder", default));
    }

    [Fact]
    public async Task Disposal_waits_for_a_model_that_is_being_loaded()
    {
        _models.AddSlow("slow");
        var lease = _sessions.LeaseAsync("slow", default).AsTask();

        await _sessions.DisposeAsync();

        // A thread that was still inside the runtime when the process ends would take it down.
        lease.IsCompleted.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(lease);
    }

    [Fact]
    public async Task Many_threads_over_models_that_do_not_all_fit_get_right_answers()
    {
        for (var i = 0; i < 5; i++)
        {
            _models.AddAdder($"m{i}", addend: i, memoryBytes: 20 * ModelDirectory.Megabyte);
        }

        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellation) =>
        {
            using var x = new ModelTensor<float>(4);
            using var y = new ModelTensor<float>(4);
            using var lease = await _sessions.LeaseAsync($"m{i % 5}", cancellation);
            lease.Run([x], [y], cancellation);
            y.Elements[3].ShouldBe(i % 5);
        });

        _sessions.Loaded.Sum(model => model.Bytes).ShouldBeLessThanOrEqualTo(64 * ModelDirectory.Megabyte);
        _sessions.Loaded.ShouldAllBe(model => model.Leases == 0);
    }

    private async Task UseAsync(string id)
    {
        using var lease = await _sessions.LeaseAsync(id, default);
    }

    private IEnumerable<string> LoadedIds() => _sessions.Loaded.Select(model => model.Id).Order(StringComparer.Ordinal);
}
