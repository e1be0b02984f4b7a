using System.Runtime.InteropServices;

namespace Limner.Native.Vips;

/// <summary>
/// The functions of libvips and GLib that the binding uses, all of fixed arity: libvips' everyday functions (<c>vips_thumbnail_buffer</c>, ...)
/// are variadic, which a function pointer of fixed arity may not call on every ABI. So operations are built as GObjects, property by property.
/// Names without a library's prefix are resolved by <see cref="VipsLibrary"/>.
/// </summary>
internal static unsafe partial class VipsApi
{
    public const string Library = "limner-vips";

    // GLib's fundamental types are numbers shifted by two; gobject/gtype.h.
    public const nuint TypeBoolean = 5 << 2;
    public const nuint TypeInt = 6 << 2;
    public const nuint TypeDouble = 15 << 2;
    public const nuint TypeString = 16 << 2;

    [LibraryImport(Library)]
    public static partial int vips_init(byte* programName);

    [LibraryImport(Library)]
    public static partial int vips_version(int flag);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max(int max);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max_mem(nuint max);

    [LibraryImport(Library)]
    public static partial void vips_cache_set_max_files(int max);

    [LibraryImport(Library)]
    public static partial int vips_cache_get_size();

    [LibraryImport(Library)]
    public static partial void vips_concurrency_set(int threads);

    [LibraryImport(Library)]
    public static partial int vips_concurrency_get();

    [LibraryImport(Library)]
    public static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library)]
    public static partial void vips_operation_block_set(byte* className, int state);

    [LibraryImport(Library)]
    public static partial nuint vips_tracked_get_mem();

    [LibraryImport(Library)]
    public static partial byte* vips_error_buffer_copy();

    [LibraryImport(Library)]
    public static partial nint vips_operation_new(byte* nickname);

    [LibraryImport(Library)]
    public static partial int vips_object_build(nint operation);

    [LibraryImport(Library)]
    public static partial int vips_object_set_from_string(nint operation, byte* options);

    [LibraryImport(Library)]
    public static partial void vips_object_unref_outputs(nint operation);

    [LibraryImport(Library)]
    public static partial byte* vips_foreign_find_load_buffer(void* data, nuint length);

    [LibraryImport(Library)]
    public static partial nint vips_blob_new(delegate* unmanaged[Cdecl]<void*, void*, int> free, void* data, nuint length);

    [LibraryImport(Library)]
    public static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    public static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    public static partial nuint vips_array_double_get_type();

    [LibraryImport(Library)]
    public static partial void vips_value_set_array_double(GValue* value, double* numbers, int count);

    [LibraryImport(Library)]
    public static partial void* vips_value_get_blob(GValue* value, nuint* length);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    public static partial nint vips_image_new_from_memory(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library)]
    public static partial int vips_image_write(nint image, nint target);

    [LibraryImport(Library)]
    public static partial void vips_image_set_kill(nint image, int kill);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int vips_image_get_format(nint image);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int vips_image_get_interpretation(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_n_pages(nint image);

    [LibraryImport(Library)]
    public static partial int vips_image_get_orientation(nint image);

    [LibraryImport(Library)]
    public static partial nuint vips_image_get_typeof(nint image, byte* name);

    [LibraryImport(Library)]
    public static partial int vips_image_get_int(nint image, byte* name, int* value);

    [LibraryImport(Library)]
    public static partial void vips_image_set_int(nint image, byte* name, int value);

    [LibraryImport(Library)]
    public static partial int vips_image_get_blob(nint image, byte* name, void** data, nuint* length);

    [LibraryImport(Library)]
    public static partial void vips_image_set_blob_copy(nint image, byte* name, void* data, nuint length);

    [LibraryImport(Library)]
    public static partial GValue* g_value_init(GValue* value, nuint type);

    [LibraryImport(Library)]
    public static partial void g_value_unset(GValue* value);

    [LibraryImport(Library)]
    public static partial void g_value_set_boolean(GValue* value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_int(GValue* value, int content);

    [LibraryImport(Library)]
    public static partial void g_value_set_double(GValue* value, double content);

    [LibraryImport(Library)]
    public static partial void g_value_set_string(GValue* value, byte* content);

    [LibraryImport(Library)]
    public static partial void g_value_set_object(GValue* value, nint content);

    [LibraryImport(Library)]
    public static partial void g_value_set_boxed(GValue* value, nint content);

    [LibraryImport(Library)]
    public static partial nint g_value_dup_object(GValue* value);

    [LibraryImport(Library)]
    public static partial void g_object_set_property(nint instance, byte* name, GValue* value);

    [LibraryImport(Library)]
    public static partial void g_object_get_property(nint instance, byte* name, GValue* value);

    [LibraryImport(Library)]
    public static partial void g_object_unref(nint instance);

    [LibraryImport(Library)]
    public static partial nuint g_type_from_name(byte* name);

    [LibraryImport(Library)]
    public static partial void g_free(void* memory);

    [LibraryImport(Library)]
    public static partial uint g_log_set_handler(
        byte* domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, void*, void> handler, void* data);

    [LibraryImport(Library)]
    public static partial nuint g_signal_connect_data(
        nint instance, byte* signal, delegate* unmanaged[Cdecl]<void*, void*, void> handler, void* data, void* destroy, int flags);

    /// <summary>gobject/gvalue.h: the type, then two words of content.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GValue
    {
        public nuint Type;
        public ulong First;
        public ulong Second;
    }

    [LibraryImport(Library)]
    public static partial byte* g_utf8_normalize(byte* text, nint length, int mode);
}
