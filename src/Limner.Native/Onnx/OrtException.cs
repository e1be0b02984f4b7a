namespace Limner.Native.Onnx;

/// <summary><c>OrtErrorCode</c> of onnxruntime_c_api.h.</summary>
public enum OrtErrorCode
{
    Ok = 0,
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    ModelLoaded = 8,
    NotImplemented = 9,
    InvalidGraph = 10,
    ExecutionProviderFail = 11,
}

/// <summary>A call into ONNX Runtime failed; the message is the runtime's own.</summary>
public sealed class OrtException(OrtErrorCode code, string message) : Exception($"ONNX Runtime ({code}): {message}")
{
    public OrtErrorCode Code { get; } = code;
}
