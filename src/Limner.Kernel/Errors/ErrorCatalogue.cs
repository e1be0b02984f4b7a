using System.Reflection;

namespace Limner.Kernel.Errors;

/// <summary>
/// Every failure the product names, in one place. <c>docs/errors.md</c> is generated from it; a code once released is never reused for
/// something else.
/// </summary>
public static class ErrorCatalogue
{
    // Requests
    public static readonly ErrorDefinition Validation = new("validation", 400, "The request is not valid", "Correct the field that is named.");
    public static readonly ErrorDefinition QueryMalformed = new("query_malformed", 400, "The search cannot be read", "Mend the place that is named, or put it in quotation marks to look for it as it stands.");
    public static readonly ErrorDefinition Authentication = new("authentication", 401, "Signing in is required", "Sign in and try again.");
    public static readonly ErrorDefinition SignInFailed = new("sign_in_failed", 401, "The user name or the password is wrong", "Check both and try again.");
    public static readonly ErrorDefinition SecondFactorRequired = new("second_factor_required", 401, "This account asks for a code as well", "Send the code that the authenticator app shows, or a recovery code.");
    public static readonly ErrorDefinition SecondFactorFailed = new("second_factor_failed", 401, "The code is wrong or has been used", "Wait for the app's next code, or use a recovery code.");
    public static readonly ErrorDefinition PasswordWrong = new("password_wrong", 403, "The present password is wrong", "Enter the password you sign in with.");
    public static readonly ErrorDefinition InvitationInvalid = new("invitation_invalid", 404, "The link is not valid any more", "Ask an administrator for a new one: a link works once, for a limited time.");
    public static readonly ErrorDefinition UserNameTaken = new("user_name_taken", 409, "Somebody has that user name", "Choose another name.");
    public static readonly ErrorDefinition LastAdministrator = new("last_administrator", 409, "The server needs an administrator", "Make another person an administrator first.");
    public static readonly ErrorDefinition HostRefused = new("host_refused", 400, "The server does not answer under this name", "Use its address, or add the name to server.allowed_hosts in config.ini.");
    public static readonly ErrorDefinition RequestTimeout = new("request_timeout", 503, "The request took too long and was stopped", "Try again, or ask for less at a time.", IsTransient: true);
    public static readonly ErrorDefinition HeadersTooLarge = new("headers_too_large", 431, "The request's headers are too large", "Delete this site's cookies and try again.");
    public static readonly ErrorDefinition TextRefused = new("text_refused", 422, "The text is refused", "Change the part that is named.");
    public static readonly ErrorDefinition OutboundRefused = new("outbound_refused", 403, "The server does not call that address", "Add the host to the setting that is named, if it is genuine.");
    public static readonly ErrorDefinition Authorization = new("authorization", 403, "This account may not do that", "Ask an administrator for the permission.");
    public static readonly ErrorDefinition NotFound = new("not_found", 404, "There is nothing here", "Check the address; it may have been removed.");
    public static readonly ErrorDefinition Conflict = new("conflict", 409, "The request does not fit the present state", "Reload and try again.");
    public static readonly ErrorDefinition SetupDone = new("setup_done", 409, "This server already has an administrator", "Sign in instead.");
    public static readonly ErrorDefinition PayloadTooLarge = new("payload_too_large", 413, "The request is too large", "Send less at a time.");
    public static readonly ErrorDefinition MethodNotAllowed = new("method_not_allowed", 405, "This address does not take that method", "The API document at /openapi/v1.json lists the methods of each address.");
    public static readonly ErrorDefinition MediaTypeUnsupported = new("media_type_unsupported", 415, "The body is of a kind this address does not take", "Send JSON with the header Content-Type: application/json.");
    public static readonly ErrorDefinition RangeNotSatisfiable = new("range_not_satisfiable", 416, "The file has no such part", "Ask for a range inside the length that Content-Range names.");
    public static readonly ErrorDefinition RateLimited = new("rate_limited", 429, "Too many requests", "Wait as long as Retry-After says.", IsTransient: true);

    // The server and what it stands on
    public static readonly ErrorDefinition Busy = new("busy", 503, "The server has too much of this to do at the moment", "Try again in a little while.", IsTransient: true);
    public static readonly ErrorDefinition Internal = new("internal", 500, "Something went wrong in the server", "Try again; if it stays, the log has the details under the trace id.");
    public static readonly ErrorDefinition Configuration = new("configuration", 500, "The configuration is not valid", "Correct the keys that are named in config.ini or the environment and restart.");
    public static readonly ErrorDefinition DataDirectoryInUse = new("data_directory_in_use", 503, "Another server is using the data directory", "Stop the other server, or choose another directory with --data.");
    public static readonly ErrorDefinition DatabaseConnection = new("database_connection", 503, "The database cannot be reached", "Check that the data directory is there and writable.", IsTransient: true);
    public static readonly ErrorDefinition DatabaseQuery = new("database_query", 500, "The database refused a statement", "See the log; restore a backup if the file is damaged.");
    public static readonly ErrorDefinition StorageFull = new("storage_full", 507, "The disk is full", "Free some space on the disk that holds the data directory.", IsTransient: true);
    public static readonly ErrorDefinition ExternalService = new("external_service", 502, "A service this server uses did not answer", "Check that the service is running and its address is right.", IsTransient: true);
    public static readonly ErrorDefinition NativeLibrary = new("native_library", 500, "A native library is missing or does not fit", "Run: npm ci --ignore-scripts --prefix models, then build again.");
    public static readonly ErrorDefinition ModelNotFound = new("model_not_found", 404, "The model is not installed", "Build again with ./run.sh, or install the model on the page of models.");
    public static readonly ErrorDefinition ModelLoad = new("model_load", 500, "The model could not be loaded", "The file is damaged or of another kind; install it again.");
    public static readonly ErrorDefinition ModelInUse = new("model_in_use", 409, "The model is being used", "Wait until what uses it has ended, or cancel that, then try again.", IsTransient: true);
    public static readonly ErrorDefinition ModelInstalled = new("model_installed", 409, "The model is installed already", "Remove it first, if it is to be installed again.");
    public static readonly ErrorDefinition ModelBuiltIn = new("model_built_in", 409, "The model comes with the server", "It cannot be removed or replaced.");
    public static readonly ErrorDefinition LicenceNotAccepted = new("licence_not_accepted", 422, "The model's licence has not been accepted", "Read it, and send its name as accept_licence.");
    public static readonly ErrorDefinition DownloadFailed = new("download_failed", 502, "The download broke off", "It goes on where it was when it is tried again.", IsTransient: true);
    public static readonly ErrorDefinition DownloadRefused = new("download_refused", 502, "The other server does not give the file", "See the detail; it may have been moved, or be for people with an account there.");
    public static readonly ErrorDefinition DownloadMismatch = new("download_mismatch", 502, "What arrived is not what was announced", "It was thrown away. Try again; if it stays, the other server or the way to it changes the file.");
    public static readonly ErrorDefinition ModelImport = new("model_import", 422, "The folder cannot be imported as a model", "See the detail; docs/models.md tells what a model's folder has to hold.");
    public static readonly ErrorDefinition Inference = new("inference", 500, "The model failed on this input", "Try again; if it stays, report the picture's kind and size.");
    public static readonly ErrorDefinition GenerationMemory = new("generation_memory", 422, "Painting this needs more memory than is allowed", "Ask for a smaller picture, take a smaller model, or raise the setting that the detail names.");
    public static readonly ErrorDefinition GenerationQuota = new("generation_quota", 429, "You have had as many pictures painted as a day allows", "Try again when Retry-After is over, or ask an administrator to raise generation.daily_pictures.", IsTransient: true);
    public static readonly ErrorDefinition GenerationQueueFull = new("generation_queue_full", 429, "Too much of yours is waiting to be painted", "Wait until some of it is done, or cancel some.", IsTransient: true);
    public static readonly ErrorDefinition GenerationInterrupted = new("generation_interrupted", 500, "The server ended while it painted this", "Ask for it again; if it stays, ask for a smaller picture or take a smaller model: memory may be short.");
    public static readonly ErrorDefinition Embedding = new("embedding", 422, "The vector cannot be compared", "Send a vector of the model's own, with as many dimensions as it makes.");
    public static readonly ErrorDefinition VectorPending = new("vector_pending", 409, "The picture has not been looked at yet", "Try again when the job that looks at pictures has ended; search.visual_vectors must be on.", IsTransient: true);
    public static readonly ErrorDefinition TextModelMissing = new("text_model_missing", 409, "Words cannot be looked for by their meaning: no image-text model is installed", "Install one on the page /models, or ask with mode=text.");
    public static readonly ErrorDefinition TextModelLoading = new("text_model_loading", 503, "The model that knows what words mean is being loaded, or has more to do than it manages", "Try again in a few seconds, or ask with mode=text.", IsTransient: true);
    public static readonly ErrorDefinition MeaningPending = new("meaning_pending", 409, "The installed image-text model has not looked at any picture yet", "Try again when the job that looks at pictures has begun, or ask with mode=text.", IsTransient: true);
    public static readonly ErrorDefinition PicturesAway = new("pictures_away", 409, "Some pictures could not be had", "Mount or restore the folder that is named, or let the server read it; the work goes on by itself when they are back.", IsTransient: true);
    public static readonly ErrorDefinition ChildProcess = new("child_process", 500, "A helper program failed", "See the detail for what it printed.");
    public static readonly ErrorDefinition ChildProcessTimeout = new("child_process_timeout", 504, "A helper program took too long and was stopped", "Try again with a smaller input.", IsTransient: true);

    // Documents
    public static readonly ErrorDefinition PdfPasswordRequired = new("pdf_password_required", 422, "The PDF needs a password", "Send it again with its password; it is used once and not kept.");
    public static readonly ErrorDefinition PdfPasswordWrong = new("pdf_password_wrong", 422, "The password does not open the PDF", "Check the password and send it again.");
    public static readonly ErrorDefinition DocumentDamaged = new("document_damaged", 422, "The document is damaged", "Open it in another program and save it anew, or restore it from where it was copied.");
    public static readonly ErrorDefinition DocumentTooLong = new("document_too_long", 422, "The document has more pages than the limit", "Raise documents.max_pages in config.ini if it is genuine, or divide it.");
    public static readonly ErrorDefinition DocumentFormatUnsupported = new("document_format_unsupported", 422, "Documents of this format are not read", "Send a PDF, PNG, JPEG, TIFF or WebP.");
    public static readonly ErrorDefinition PageUnreadable = new("page_unreadable", 422, "The page could not be read", "See the detail; the other pages are not affected.");
    public static readonly ErrorDefinition PageTooLarge = new("page_too_large", 422, "The page is too large to be drawn", "Scale the page down in the program that made it; the other pages are not affected.");
    public static readonly ErrorDefinition PageTooComplex = new("page_too_complex", 422, "The page has more on it than is taken apart", "The other pages are not affected. A page of more than 30,000 words, or of drawings without end, is not read.");
    public static readonly ErrorDefinition DocumentTooManyWords = new("document_too_many_words", 422, "The document has more words than the limit", "The pages before are read. Raise documents.max_words in config.ini if it is genuine, or divide it.");

    public static readonly ErrorDefinition LayoutModelTimeout = new("layout_model_timeout", 504, "The layout model took too long", "Take a smaller model, or raise documents.page_seconds or models.intra_op_threads in config.ini. The page was laid out by rules alone.", IsTransient: true);

    // Folders
    public static readonly ErrorDefinition FolderNotFound = new("folder_missing", 409, "The folder is not there", "Mount or restore it, then scan again; what is known of its pictures is kept.", IsTransient: true);
    public static readonly ErrorDefinition FolderUnreadable = new("folder_unreadable", 409, "The folder cannot be read", "Give the user that runs the server permission to read it.");
    public static readonly ErrorDefinition FolderOverlap = new("folder_overlap", 409, "The folder overlaps one that is already in the library", "Choose another folder, or remove the other one first.");
    public static readonly ErrorDefinition FolderForbidden = new("folder_forbidden", 400, "This folder may not be added", "Choose a folder outside the server's own data directory and outside system folders.");
    public static readonly ErrorDefinition PathOutsideRoot = new("path_outside_root", 403, "The path leads outside its folder", "Remove the symbolic link, or add its target as a folder of its own.");

    public static readonly ErrorDefinition FolderReadOnly = new("folder_read_only", 409, "The folder cannot be written to", "Give the user that runs the server permission to write to it, or choose another folder.");
    public static readonly ErrorDefinition FolderManaged = new("folder_managed", 409, "The server keeps this folder itself", "Remove the pictures that are not wanted; the folder stays.");

    // Uploads
    public static readonly ErrorDefinition UploadVersion = new("upload_version", 412, "This version of the upload protocol is not spoken here", "Send the header Tus-Resumable: 1.0.0.");
    public static readonly ErrorDefinition UploadOffset = new("upload_offset", 409, "The upload stands at another offset", "Ask for the offset with HEAD, and go on from there.", IsTransient: true);
    public static readonly ErrorDefinition UploadLocked = new("upload_locked", 423, "Another request is sending to this upload", "Wait until it has ended, then ask for the offset with HEAD.", IsTransient: true);
    public static readonly ErrorDefinition UploadChecksum = new("upload_checksum", 460, "What arrived is not what was sent", "Send the same part again.", IsTransient: true);
    public static readonly ErrorDefinition UploadLimit = new("upload_limit", 409, "Too many uploads are unfinished", "Finish or cancel some; what is abandoned goes by itself after library.upload_expiry_hours.");
    public static readonly ErrorDefinition UploadPathInvalid = new("upload_path_invalid", 422, "The file's name cannot be taken", "Rename the file, or the directory it lies in.");

    // Files: why one file of a folder is not in the gallery
    public static readonly ErrorDefinition FileMissing = new("file_missing", 404, "The file is not there any more", "Restore it, then scan again.", IsTransient: true);
    public static readonly ErrorDefinition FileUnreadable = new("file_unreadable", 403, "The file cannot be read", "Give the user that runs the server permission to read it.");
    public static readonly ErrorDefinition FileEmpty = new("file_empty", 422, "The file is empty", "Restore it from where it was copied.");
    public static readonly ErrorDefinition FileTooLarge = new("file_too_large", 413, "The file is larger than the limit", "Raise library.max_file_size_mb in config.ini if the file is genuine.");
    public static readonly ErrorDefinition FileNotAPicture = new("file_not_a_picture", 422, "The file's content is not a picture", "Its name says so, its bytes do not; check where it came from.");
    public static readonly ErrorDefinition FileFormatUnsupported = new("file_format_unsupported", 422, "Pictures of this format are not read", "Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF.");
    public static readonly ErrorDefinition FileToolMissing = new("file_tool_missing", 422, "A program that reads this format is not installed", "Install the package that is named, then scan again.");
    public static readonly ErrorDefinition FileRefused = new("file_refused", 422, "The file is refused for safety", "SVG can carry scripts; export it as PNG.");
    public static readonly ErrorDefinition FileTooManyPixels = new("file_too_many_pixels", 422, "The picture has more pixels than the limit", "Raise library.max_megapixels in config.ini if the file is genuine.");
    public static readonly ErrorDefinition FileCorrupt = new("file_corrupt", 422, "The picture is damaged or cut off", "Restore it from a backup.");
    public static readonly ErrorDefinition FileChanging = new("file_changing", 409, "The file changed while it was read", "It is read again at the next scan.", IsTransient: true);
    public static readonly ErrorDefinition SidecarInvalid = new("sidecar_invalid", 422, "The sidecar cannot be read", "Open it in the program that wrote it and save it again, or delete it; the picture itself is shown without it.");
    public static readonly ErrorDefinition SidecarTooLarge = new("sidecar_too_large", 413, "The sidecar is larger than any should be", "Delete it if it is not a genuine XMP file; the picture itself is shown without it.");
    public static readonly ErrorDefinition FileTimeout = new("file_timeout", 422, "Decoding the picture took too long", "Raise library.decode_seconds in config.ini if the file is genuine, then try it again.");
    public static readonly ErrorDefinition FileQuarantined = new("file_quarantined", 422, "The server ended while it decoded this file", "It is not read any more. Look at it with another program; if the server was stopped for another reason, try it again.");
    public static readonly ErrorDefinition FileNameInvalid = new("file_name_invalid", 422, "The name is not valid UTF-8 text", "Rename it: the bytes of its name cannot be written as text.");
    public static readonly ErrorDefinition DirectoryUnreadable = new("directory_unreadable", 403, "A directory cannot be read", "Give the user that runs the server permission to read it.");
    public static readonly ErrorDefinition DirectoryLoop = new("directory_loop", 409, "A symbolic link leads back to a directory above it", "Remove the link; the directory itself is scanned.");

    // Models on other servers. What concerns the server makes pictures wait; what concerns an answer is kept with the picture.
    public static readonly ErrorDefinition ModelNotConfigured = new("model_not_configured", 409, "No such model server is set up", "Set ollama.server and ollama.model (or openai.server and openai.model) in config.ini.");
    public static readonly ErrorDefinition ModelUnavailable = new("model_unavailable", 503, "The model server fails or does not answer", "Start it, look into its own log, or correct its address in config.ini; what waits goes on by itself.", IsTransient: true);
    public static readonly ErrorDefinition ModelTimeout = new("model_timeout", 504, "The model took too long", "Use a smaller model, or raise timeout_seconds in the section of its server.", IsTransient: true);
    public static readonly ErrorDefinition ModelProtocol = new("model_protocol", 502, "What answers at the model server's address is no model server", "Correct the address in config.ini; a sign-in page of a proxy looks like this too.", IsTransient: true);
    public static readonly ErrorDefinition ModelMissing = new("model_missing", 502, "The model server does not have that model", "Install the model there (ollama pull NAME), or choose another.", IsTransient: true);
    public static readonly ErrorDefinition ModelRefused = new("model_refused", 502, "The model server refuses the request", "See the detail: a missing key, or a model that takes no pictures.", IsTransient: true);
    public static readonly ErrorDefinition AnswerEmpty = new("answer_empty", 422, "The model answered nothing", "Try again, or choose another model or prompt.");
    public static readonly ErrorDefinition AnswerThinkingOnly = new("answer_thinking_only", 422, "The model only thought and never answered", "Choose a model whose thinking can be turned off.");
    public static readonly ErrorDefinition AnswerLooping = new("answer_looping", 422, "The model repeated itself without end", "Try again, or choose another model or prompt.");
    public static readonly ErrorDefinition AnswerTooLong = new("answer_too_long", 422, "The model's answer is far too long", "Try again, or choose another model or prompt.");
    public static readonly ErrorDefinition AnswerCutOff = new("answer_cut_off", 422, "The model's answer is cut off", "Try again; ask for fewer words if it stays.");
    public static readonly ErrorDefinition AnswerNotJson = new("answer_not_json", 422, "The model's answer is not the JSON that was asked for", "Choose a model that keeps to a schema.");
    public static readonly ErrorDefinition AnswerSchema = new("answer_schema", 422, "The model's answer does not have the fields that were asked for", "Choose a model that keeps to a schema.");

    // Jobs
    public static readonly ErrorDefinition JobNotCancellable = new("job_not_cancellable", 409, "The job has already ended", "Nothing is left to cancel.");
    public static readonly ErrorDefinition JobNotRetryable = new("job_not_retryable", 409, "Only failed and cancelled jobs can be retried", "Wait until it has ended.");
    public static readonly ErrorDefinition JobCancelled = new("job_cancelled", 409, "Its job was cancelled on the page of jobs", "Let it go on, or cancel it as a whole.");
    public static readonly ErrorDefinition JobAbandoned = new("job_abandoned", 500, "The job was cut off too often", "Look in the log for why the server stopped, then retry it.");

    /// <summary>All entries by code.</summary>
    public static IReadOnlyDictionary<string, ErrorDefinition> All { get; } = typeof(ErrorCatalogue)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.FieldType == typeof(ErrorDefinition))
        .Select(field => (ErrorDefinition)field.GetValue(null)!)
        .ToDictionary(error => error.Code, StringComparer.Ordinal);

    /// <summary>The entry with this code, or <see cref="Internal"/> for a code that an older or newer version has written.</summary>
    public static ErrorDefinition Find(string code) => All.GetValueOrDefault(code, Internal);
}
