using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Decodes are counted by a meter, which hears the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
