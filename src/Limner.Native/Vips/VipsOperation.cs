namespace Limner.Native.Vips;

/// <summary>
/// One run of a libvips operation: create it by nickname, set its properties, build it, take its outputs. Names are UTF-8 literals, which end in
/// a zero byte. libvips' operation cache is passed by, since nothing here is asked for twice.
/// </summary>
internal unsafe ref struct VipsOperation
{
    private readonly string nickname;
    private nint pointer;

    public VipsOperation(string nickname)
    {
        VipsLibrary.Initialize();
        this.nickname = nickname;
        fixed (byte* text = Onnx.OrtApi.Utf8(nickname))
        {
            pointer = VipsApi.vips_operation_new(text);
        }

        if (pointer == 0)
        {
            throw VipsLibrary.Failure(nickname);
        }
    }

    public readonly void Set(ReadOnlySpan<byte> name, int content)
    {
        // Flags and enumerations take integers too: GLib transforms them.
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.TypeInt);
        VipsApi.g_value_set_int(&value, content);
        Set(name, &value);
    }

    public readonly void Set(ReadOnlySpan<byte> name, bool content)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.TypeBoolean);
        VipsApi.g_value_set_boolean(&value, content ? 1 : 0);
        Set(name, &value);
    }

    public readonly void Set(ReadOnlySpan<byte> name, double content)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.TypeDouble);
        VipsApi.g_value_set_double(&value, content);
        Set(name, &value);
    }

    public readonly void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.TypeString);
        fixed (byte* text = content)
        {
            VipsApi.g_value_set_string(&value, text);
        }

        Set(name, &value);
    }

    public readonly void Set(ReadOnlySpan<byte> name, ReadOnlySpan<double> content)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.vips_array_double_get_type());
        fixed (double* numbers = content)
        {
            VipsApi.vips_value_set_array_double(&value, numbers, content.Length);
        }

        Set(name, &value);
    }

    public readonly void SetImage(ReadOnlySpan<byte> name, nint image)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.vips_image_get_type());
        VipsApi.g_value_set_object(&value, image);
        Set(name, &value);
    }

    public readonly void SetBlob(ReadOnlySpan<byte> name, nint blob)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.vips_blob_get_type());
        VipsApi.g_value_set_boxed(&value, blob);
        Set(name, &value);
    }

    /// <summary>Sets properties from libvips' own notation, such as <c>Q=80,interlace=true</c>.</summary>
    public readonly void SetFromText(string options)
    {
        fixed (byte* text = Onnx.OrtApi.Utf8(options))
        {
            if (VipsApi.vips_object_set_from_string(pointer, text) != 0)
            {
                throw VipsLibrary.Failure(nickname);
            }
        }
    }

    /// <exception cref="VipsException">With libvips' text.</exception>
    public readonly void Build()
    {
        if (VipsApi.vips_object_build(pointer) != 0)
        {
            throw VipsLibrary.Failure(nickname);
        }
    }

    /// <summary>The image of an output property, as a reference of the caller's own.</summary>
    public readonly VipsImage TakeImage(ReadOnlySpan<byte> name)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.vips_image_get_type());
        try
        {
            fixed (byte* text = name)
            {
                VipsApi.g_object_get_property(pointer, text, &value);
            }

            return new VipsImage(VipsApi.g_value_dup_object(&value));
        }
        finally
        {
            VipsApi.g_value_unset(&value);
        }
    }

    /// <summary>A copy of the bytes of an output property.</summary>
    public readonly byte[] CopyBlob(ReadOnlySpan<byte> name)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(&value, VipsApi.vips_blob_get_type());
        try
        {
            fixed (byte* text = name)
            {
                VipsApi.g_object_get_property(pointer, text, &value);
            }

            nuint length;
            var data = VipsApi.vips_value_get_blob(&value, &length);
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            VipsApi.g_value_unset(&value);
        }
    }

    public void Dispose()
    {
        if (pointer != 0)
        {
            VipsApi.vips_object_unref_outputs(pointer);
            VipsApi.g_object_unref(pointer);
            pointer = 0;
        }
    }

    private readonly void Set(ReadOnlySpan<byte> name, VipsApi.GValue* value)
    {
        fixed (byte* text = name)
        {
            VipsApi.g_object_set_property(pointer, text, value);
        }

        VipsApi.g_value_unset(value);
    }
}
