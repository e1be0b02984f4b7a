using Limner.Native.Onnx;

namespace Limner.Native.Tests.Onnx;

public sealed class OrtSessionTests : IDisposable
{
    private readonly OrtEnvironment environment = new();

    public void Dispose() => environment.Dispose();

    [Fact]
    public void The_runtime_that_was_restored_is_the_one_that_is_loaded() => OrtEnvironment.RuntimeVersion.ShouldBe("1.30.0");

    [Fact]
    public void Names_types_and_shapes_are_read_from_the_model()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());

        var input = session.Inputs.ShouldHaveSingleItem();
        input.Name.ShouldBe("x");
        input.ElementType.ShouldBe(OrtElementType.Float);
        input.Shape.ShouldBe([-1L, 4L]);
        input.SymbolicShape.ShouldBe(["n", ""]);
        session.Outputs.ShouldHaveSingleItem().Name.ShouldBe("y");
    }

    [Fact]
    public void A_run_over_the_callers_memory_returns_the_models_outputs()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<float>(new float[] { -1, 2, -3, 4, 5, -6, 7, -8 }, 2, 4);

        using var y = session.Run([x]).ShouldHaveSingleItem();

        y.ElementType.ShouldBe(OrtElementType.Float);
        y.Shape.ToArray().ShouldBe([2L, 4L]);
        y.Data<float>().ToArray().ShouldBe([0f, 2, 0, 4, 5, 0, 7, 0]);
    }

    [Fact]
    public void Inputs_are_read_in_place_and_outputs_written_in_place()
    {
        using var session = new OrtSession(environment, TinyOnnx.TwoOutputs());
        float[] a = [1, 2], total = new float[2], twice = new float[2];
        using var first = OrtValue.FromMemory<float>(a, 2);
        using var second = OrtValue.FromMemory<float>(new float[] { 10, 20 }, 2);
        using var sum = OrtValue.FromMemory<float>(total, 2);
        using var doubled = OrtValue.FromMemory<float>(twice, 2);

        session.RunInto([first, second], [sum, doubled]);
        total.ShouldBe([11f, 22]);
        twice.ShouldBe([2f, 4]);

        a[0] = 5;
        session.RunInto([first, second], [sum, doubled]);
        total.ShouldBe([15f, 22]);
    }

    [Fact]
    public void Only_the_outputs_that_are_named_are_returned()
    {
        using var session = new OrtSession(environment, TinyOnnx.TwoOutputs());
        using var a = OrtValue.FromMemory<float>(new float[] { 1, 2 }, 2);

        using var twice = session.Run([a, a], ["twice"]).ShouldHaveSingleItem();

        twice.Data<float>().ToArray().ShouldBe([2f, 4]);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public void Denormals_are_zero_in_a_run_and_only_there(bool denormalAsZero, int expected)
    {
        using var session = new OrtSession(environment, TinyOnnx.TwoOutputs(), new OrtSessionOptions { DenormalAsZero = denormalAsZero });
        using var a = OrtValue.FromMemory<float>(new float[] { float.Epsilon, 1 }, 2);

        using var twice = session.Run([a, a], ["twice"]).ShouldHaveSingleItem();

        BitConverter.SingleToInt32Bits(twice.Data<float>()[0]).ShouldBe(expected, "in units of the least float");
        BitConverter.SingleToInt32Bits(a.Data<float>()[0] * 2).ShouldBe(2, "the thread that ran it computes as before");
    }

    [Fact]
    public void A_model_file_is_loaded_by_its_path()
    {
        var path = Path.Combine(Path.GetTempPath(), $"limner-{Guid.NewGuid():N}.onnx");
        try
        {
            File.WriteAllBytes(path, TinyOnnx.Relu());
            using var session = new OrtSession(environment, path, new OrtSessionOptions { IntraOpThreads = 2, MemoryArena = false, MemoryPattern = false });
            session.Inputs.Count.ShouldBe(1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_model_file_is_named_by_the_runtimes_own_text()
    {
        var failure = Should.Throw<OrtException>(() => new OrtSession(environment, "no-such-model.onnx"));

        failure.Code.ShouldBe(OrtErrorCode.NoSuchFile);
        failure.Message.ShouldContain("no-such-model.onnx");
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused_as_invalid() =>
        Should.Throw<OrtException>(() => new OrtSession(environment, "not a model"u8.ToArray())).Code.ShouldBe(OrtErrorCode.InvalidProtobuf);

    [Fact]
    public void An_unknown_operator_is_named() =>
        Should.Throw<OrtException>(() => new OrtSession(environment, TinyOnnx.UnknownOperator())).Message.ShouldContain("NoSuchOperator");

    [Fact]
    public void An_input_of_the_wrong_shape_is_refused_with_the_runtimes_text()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<float>(new float[3], 1, 3);

        var failure = Should.Throw<OrtException>(() => session.Run([x]));

        failure.Code.ShouldBe(OrtErrorCode.InvalidArgument);
        failure.Message.ShouldContain("invalid dimensions");
    }

    [Fact]
    public void An_input_of_the_wrong_type_is_refused()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<int>(new int[4], 1, 4);

        Should.Throw<OrtException>(() => session.Run([x])).Code.ShouldBe(OrtErrorCode.InvalidArgument);
    }

    [Fact]
    public void A_wrong_number_of_inputs_never_reaches_native_code()
    {
        using var session = new OrtSession(environment, TinyOnnx.TwoOutputs());
        using var a = OrtValue.FromMemory<float>(new float[2], 2);

        Should.Throw<ArgumentException>(() => session.Run([a]));
    }

    [Fact]
    public void Memory_that_is_shorter_than_its_shape_is_refused() =>
        Should.Throw<ArgumentException>(() => OrtValue.FromMemory<float>(new float[3], 2, 2));

    [Fact]
    public void Elements_are_read_only_as_what_they_are()
    {
        using var value = OrtValue.Allocate<long>(3);

        value.Data<long>().Length.ShouldBe(3);
        Should.Throw<InvalidOperationException>(() => value.Data<float>());
    }

    [Fact]
    public void A_run_in_progress_is_stopped_by_its_token()
    {
        using var session = new OrtSession(environment, TinyOnnx.Loop());
        using var rounds = OrtValue.FromMemory<long>(new[] { 500_000_000L });
        using var keep = OrtValue.FromMemory<bool>(new[] { true });
        using var x = OrtValue.FromMemory<float>(new[] { 1f }, 1);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        var failure = Should.Throw<OperationCanceledException>(() => session.Run([rounds, keep, x], source.Token));

        failure.CancellationToken.ShouldBe(source.Token);
        failure.InnerException.ShouldBeOfType<OrtException>().Message.ShouldContain("terminate");
    }

    [Fact]
    public void A_token_that_is_already_cancelled_starts_nothing()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<float>(new float[4], 1, 4);

        Should.Throw<OperationCanceledException>(() => session.Run([x], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Run_options_stop_a_run_until_they_are_reset()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        using var x = OrtValue.FromMemory<float>(new float[4], 1, 4);
        using var options = new OrtRunOptions();
        options.ShrinkArenaAfterRun();

        options.Terminate();
        Should.Throw<OrtException>(() => session.Run([x], ["y"], options));
        options.Reset();
        session.Run([x], ["y"], options).ShouldHaveSingleItem().Dispose();
    }

    [Fact]
    public void A_session_and_its_outputs_outlive_what_they_came_from()
    {
        var short_lived = new OrtEnvironment();
        var session = new OrtSession(short_lived, TinyOnnx.Relu());
        short_lived.Dispose();
        using var x = OrtValue.FromMemory<float>(new float[] { 1, 2, 3, 4 }, 1, 4);
        using var y = session.Run([x]).ShouldHaveSingleItem();
        session.Dispose();

        y.Data<float>().ToArray().ShouldBe([1f, 2, 3, 4]);
        Should.Throw<ObjectDisposedException>(() => session.Run([x]));
    }

    [Fact]
    public void A_disposed_value_is_refused_before_native_code_sees_it()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());
        var x = OrtValue.FromMemory<float>(new float[4], 1, 4);
        x.Dispose();

        Should.Throw<ObjectDisposedException>(() => session.Run([x]));
    }

    [Fact]
    public void Many_threads_run_one_session_at_once()
    {
        using var session = new OrtSession(environment, TinyOnnx.Relu());

        Parallel.For(0, 2000, i =>
        {
            using var x = OrtValue.FromMemory<float>(new float[] { i, -i, i, -i }, 1, 4);
            using var y = session.Run([x])[0];
            y.Data<float>().ToArray().ShouldBe([i, 0f, i, 0f]);
        });
    }

    [Fact]
    public void A_session_needs_at_least_one_thread() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new OrtSession(environment, TinyOnnx.Relu(), new OrtSessionOptions { IntraOpThreads = 0 }));
}
