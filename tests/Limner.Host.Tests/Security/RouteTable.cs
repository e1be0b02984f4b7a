namespace Limner.Host.Tests.Security;

/// <summary>
/// What every route answers to everybody. Things named in the path belong to member A and are shared with nobody; <c>+</c> stands for one
/// made for the request. A number alone at 401, 403 and 404 means the plain refusals <c>authentication</c>, <c>authorization</c> and
/// <c>not_found</c>; other codes are named.
/// </summary>
internal static class RouteTable
{
    /// <summary>Who asks, in the order of the columns. A's key has the scope <c>read</c> alone; the disabled member still has the cookie.</summary>
    public static readonly string[] Actors = ["anonymous", "viewer", "member A", "member B", "A's read key", "disabled", "administrator"];

    private const string Text = """
        route                                                 | in the path    | body                                                  | anon  viewer A     B     key   disab admin

        GET    /                                              |                |                                                       | 200   200   200   200   200   200   200
        GET    /health                                        |                |                                                       | 200   200   200   200   200   200   200
        GET    /health/ready                                  |                |                                                       | 200   200   200   200   200   200   200
        GET    /api/v1/health                                 |                |                                                       | 200   200   200   200   200   200   200
        GET    /docs                                          |                |                                                       | 401   200   200   200   200   401   200
        GET    /docs/errors                                   |                |                                                       | 401   200   200   200   200   401   200
        GET    /openapi/{documentName}.json                   | v1             |                                                       | 401   200   200   200   200   401   200

        GET    /api/v1/setup                                  |                |                                                       | 200   200   200   200   200   200   200
        POST   /api/v1/setup                                  |                | {"user_name":"eve","password":"a password for eve"}   | 409:setup_done 409:setup_done 409:setup_done 409:setup_done 409:setup_done 409:setup_done 409:setup_done
        POST   /api/v1/session                                |                | {"user_name":"eve","password":"wrong"}                | 401:sign_in_failed 401:sign_in_failed 401:sign_in_failed 401:sign_in_failed 401:sign_in_failed 401:sign_in_failed 401:sign_in_failed
        DELETE /api/v1/session                                | own session    |                                                       | 204   204   204   204   204   204   204
        POST   /api/v1/invitations/look-up                    |                | {"token":"wrong"}                                     | 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid
        POST   /api/v1/invitations/accept                     |                | {"token":"wrong","user_name":"eve","password":"a password for eve"} | 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid 404:invitation_invalid

        GET    /api/v1/me                                     |                |                                                       | 401   200   200   200   200   401   200
        PUT    /api/v1/me/password                            |                | {"current_password":"wrong","new_password":"some other password"} | 401 403:password_wrong 403:password_wrong 403:password_wrong 403 401 403:password_wrong
        GET    /api/v1/me/sessions                            |                |                                                       | 401   200   200   200   403   401   200
        DELETE /api/v1/me/sessions                            | own session    |                                                       | 401   204   204   204   403   401   204
        DELETE /api/v1/me/sessions/{id}                       | session+       |                                                       | 401   404   204   404   403   401   404
        POST   /api/v1/me/second-factor                       |                | {"password":"wrong"}                                  | 401 403:password_wrong 403:password_wrong 403:password_wrong 403 401 403:password_wrong
        POST   /api/v1/me/second-factor/confirm               |                | {"code":"000000"}                                     | 401 409:conflict 409:conflict 409:conflict 403 401 409:conflict
        POST   /api/v1/me/second-factor/recovery-codes        |                | {"password":"wrong"}                                  | 401 403:password_wrong 403:password_wrong 403:password_wrong 403 401 403:password_wrong
        POST   /api/v1/me/second-factor/disable               |                | {"password":"wrong"}                                  | 401 403:password_wrong 403:password_wrong 403:password_wrong 403 401 403:password_wrong
        GET    /api/v1/api-keys                               |                |                                                       | 401   200   200   200   403   401   200
        POST   /api/v1/api-keys                               |                | {"name":"mine","scopes":["read"]}                     | 401   201   201   201   403   401   201
        DELETE /api/v1/api-keys/{id}                          | key+           |                                                       | 401   404   204   404   403   401   404
        POST   /api/v1/live-token                             |                |                                                       | 401   200   200   200   200   401   200

        GET    /api/v1/users                                  |                |                                                       | 401   403   403   403   403   401   200
        GET    /api/v1/users/directory                        |                |                                                       | 401   403   200   200   403   401   200
        PATCH  /api/v1/users/{id}                             | user           | {"role":"member"}                                     | 401   403   403   403   403   401   200
        POST   /api/v1/users/{id}/reset                       | user           | {}                                                    | 401   403   403   403   403   401   201
        GET    /api/v1/invitations                            |                |                                                       | 401   403   403   403   403   401   200
        POST   /api/v1/invitations                            |                | {"role":"viewer"}                                     | 401   403   403   403   403   401   201
        DELETE /api/v1/invitations/{id}                       | invitation+    |                                                       | 401   403   403   403   403   401   204
        GET    /api/v1/security/events                        |                |                                                       | 401   403   403   403   403   401   200

        GET    /api/v1/folders                                |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/folders                                |                | {"path":"relative"}                                   | 401   403   403   403   403   401   400:validation
        GET    /api/v1/folders/browse                         |                |                                                       | 401   403   403   403   403   401   200
        GET    /api/v1/folders/{id}                           | folder         |                                                       | 401   404   200   404   200   401   404
        PATCH  /api/v1/folders/{id}                           | folder         | {"name":"Holidays"}                                   | 401   403   200   404   403   401   404
        DELETE /api/v1/folders/{id}                           | folder+        |                                                       | 401   403   204   404   403   401   404
        POST   /api/v1/folders/{id}/scan                      | folder         |                                                       | 401   403   202   404   403   401   404
        GET    /api/v1/folders/{id}/directories               | folder         |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/folders/{id}/gone                      | folder         |                                                       | 401   403   200   404   403   401   404
        POST   /api/v1/folders/{id}/failures/retry            | folder         |                                                       | 401   403   404   404   403   401   404
        POST   /api/v1/folders/{id}/failures/{file_id}/retry  | folder fil_zzzz |                                                      | 401   403   404   404   403   401   404
        GET    /api/v1/folders/{id}/failures                  | folder         |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/folders/{id}/shares                    | folder         |                                                       | 401   404   200   404   200   401   404
        PUT    /api/v1/folders/{id}/shares                    | folder+        | {"people":[]}                                         | 401   403   200   404   403   401   404
        DELETE /api/v1/folders/{id}/shares                    | folder+        |                                                       | 401   404   204   404   403   401   404

        GET    /api/v1/albums                                 |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/albums                                 |                | {"name":"Summer"}                                     | 401   403   201   201   403   401   201
        GET    /api/v1/albums/{id}                            | album          |                                                       | 401   404   200   404   200   401   404
        PATCH  /api/v1/albums/{id}                            | album          | {"name":"Winter"}                                     | 401   403   200   404   403   401   404
        DELETE /api/v1/albums/{id}                            | album+         |                                                       | 401   403   204   404   403   401   404
        POST   /api/v1/albums/{id}/images                     | album          | {"image_ids":["img_zzzz"]}                            | 401   403   200   404   403   401   404
        POST   /api/v1/albums/{id}/images/remove              | album          | {"image_ids":["img_zzzz"]}                            | 401   403   200   404   403   401   404
        POST   /api/v1/albums/{id}/images/move                | album          | {"image_ids":["img_zzzz"]}                            | 401   403   200   404   403   401   404
        GET    /api/v1/albums/{id}/shares                     | album          |                                                       | 401   404   200   404   200   401   404
        PUT    /api/v1/albums/{id}/shares                     | album          | {"people":[]}                                         | 401   403   200   404   403   401   404
        DELETE /api/v1/albums/{id}/shares                     | album          |                                                       | 401   404   204   404   403   401   404
        DELETE /api/v1/albums/{id}/membership                 | album          |                                                       | 401   404   409:conflict 404 403 401   404

        GET    /api/v1/images                                 |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/images/timeline                        |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/images/map                             |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/places                                 |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/places/labels                          |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/images/{id}                            | image          |                                                       | 401   404   200   404   200   401   404
        PATCH  /api/v1/images/{id}                            | image          | {"title":"A name"}                                    | 401   403   200   404   403   401   404
        GET    /api/v1/images/{id}/thumbnail                  | image          |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/images/{id}/original                   | image          |                                                       | 401   404   200   404   200   401   404
        PUT    /api/v1/images/{id}/marks                      | image          | {"favourite":true,"rating":4}                         | 401   404   200   404   403   401   404
        PUT    /api/v1/images/{id}/archive                    | image          |                                                       | 401   403   204   404   403   401   404
        DELETE /api/v1/images/{id}/archive                    | image          |                                                       | 401   403   204   404   403   401   404
        GET    /api/v1/images/{id}/tags                       | image          |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/images/{id}/text                       | image          |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/images/{id}/similar                    | image          |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/images/{id}/text                       | image          |                                                       | 401   403   202   404   403   401   404
        PUT    /api/v1/images/{id}/tags/{name}                | image mine     |                                                       | 401   403   204   404   403   401   404
        DELETE /api/v1/images/{id}/tags/{tag_id}              | image tag+     |                                                       | 401   403   204   404   403   401   404
        POST   /api/v1/images/bulk                            |                | {"filter":{},"actions":[{"kind":"favourite"}]}        | 401   200   200   200   403   401   200
        GET    /api/v1/bulk-edits                             |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/bulk-edits/{id}                        | edit+          |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/bulk-edits/{id}/undo                   | edit+          |                                                       | 401   404   200   404   403   401   404
        GET    /api/v1/duplicates                             |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/duplicates/summary                     |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/duplicates/{id}/decisions              | dup_zzzz       | {"keep":["img_1","img_2"]}                            | 401   403   404   404   403   401   404
        POST   /api/v1/duplicates/resolve                     |                | {"kind":"near","keep":"largest","preview":true}       | 401   403   200   200   403   401   200
        GET    /api/v1/tags                                   |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/tags/tree                              |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/tags/{id}                              | tag+           |                                                       | 401   404   200   404   200   401   404
        PATCH  /api/v1/tags/{id}                              | tag+           | {"name":"another"}                                    | 401   403   200   404   403   401   404
        DELETE /api/v1/tags/{id}                              | tag+           |                                                       | 401   403   200   404   403   401   404
        POST   /api/v1/tags/merge                             |                | {"tag_ids":["tag_zzzz"],"into":"tag_zzzz"}            | 401   403   404   404   403   401   404
        POST   /api/v1/tags/move                              |                | {"tag_ids":["tag_zzzz"]}                              | 401   403   404   404   403   401   404
        POST   /api/v1/tags/delete                            |                | {"tag_ids":["tag_zzzz"]}                              | 401   403   404   404   403   401   404
        GET    /api/v1/tags/operations                        |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/tags/operations/{id}                   | operation+     |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/tags/operations/{id}/undo              | operation+     |                                                       | 401   403   200   404   403   401   404
        GET    /api/v1/vocabulary                             |                |                                                       | 401   200   200   200   200   401   200
        PUT    /api/v1/vocabulary                             |                | {"free_tags":true}                                    | 401   403   200   200   403   401   200
        POST   /api/v1/vocabulary/tags                        |                | {"name":"dog"}                                        | 401   403   200   200   403   401   200
        PUT    /api/v1/vocabulary/tags/{id}/synonyms          | tag+           | {"synonyms":[]}                                       | 401   403   204   404   403   401   404
        POST   /api/v1/vocabulary/tags/remove                 |                | {"tag_ids":["tag_zzzz"]}                              | 401   403   404   404   403   401   404
        GET    /api/v1/vocabulary/denied                      |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/vocabulary/denied                      |                | {"names":["dog"]}                                     | 401   403   200   200   403   401   200
        POST   /api/v1/vocabulary/denied/remove               |                | {"names":["dog"]}                                     | 401   403   200   200   403   401   200
        GET    /api/v1/vocabulary/export                      |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/vocabulary/import                      |                | {"format":"text","text":"dog"}                        | 401   403   200   200   403   401   200
        GET    /api/v1/review                                 |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/review/captions                        |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/review                                 |                | {"items":[{"image_id":"img_zzzz","tag_id":"tag_zzzz","verdict":"accepted"}]} | 401   403   404   404   403   401   404
        GET    /api/v1/review/statistics                      |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/search/query                           | ?q=a           |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/search/fields                          |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/saved-searches                         |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/saved-searches                         |                | {"name":"Dogs","filter":{"q":"tag:dog"}}              | 401   201   201   201   403   401   201
        GET    /api/v1/saved-searches/{id}                    | search         |                                                       | 401   404   200   404   200   401   404
        PATCH  /api/v1/saved-searches/{id}                    | search         | {"name":"Cats"}                                       | 401   404   200   404   403   401   404
        DELETE /api/v1/saved-searches/{id}                    | search+        |                                                       | 401   404   204   404   403   401   404
        POST   /api/v1/search                                 |                | {"query":"x","k":2}                                   | 401   200   200   200   200   401   200
        GET    /api/v1/rag/search                             | ?query=x       |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/search/similar                         | ?like=x        |                                                       | 401   400:validation 400:validation 400:validation 400:validation 401 400:validation
        GET    /api/v1/search/pages                           | ?q=x           |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/search/picture                         |                |                                                       | 401   415:media_type_unsupported 415:media_type_unsupported 415:media_type_unsupported 415:media_type_unsupported 401 415:media_type_unsupported
        GET    /api/v1/search/suggest                         | ?q=a           |                                                       | 401   200   200   200   200   401   200

        GET    /api/v1/vision-models                          |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/description-settings                   |                |                                                       | 401   200   200   200   200   401   200
        PUT    /api/v1/description-settings                   |                | {"on_scan":false}                                     | 401   403   200   200   403   401   200
        GET    /api/v1/prompts                                |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/prompts                                |                | {"name":"Mine","text":"What is it?","language":"English"} | 401 403 201 201 403 401 201
        GET    /api/v1/prompts/{id}                           | prompt         |                                                       | 401   404   200   404   200   401   404
        PUT    /api/v1/prompts/{id}                           | prompt         | {"name":"Mine","text":"What is that?","language":"English"} | 401 403 200 404 403 401 404
        DELETE /api/v1/prompts/{id}                           | prompt+        |                                                       | 401   403   204   404   403   401   404
        GET    /api/v1/description-trials                     |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/description-trials                     |                | {"image_ids":["img_zzzz"],"variants":[{"text":"x","language":"English"}]} | 401 403 404 404 403 401 404
        GET    /api/v1/description-trials/{id}                | tri_zzzz       |                                                       | 401   404   404   404   404   401   404
        POST   /api/v1/description-runs                       |                | {"filter":{}}                                         | 401   403   409:model_not_configured 409:model_not_configured 403 401 409:model_not_configured
        POST   /api/v1/description-runs/estimate              |                | {"filter":{}}                                         | 401   403   409:model_not_configured 409:model_not_configured 403 401 409:model_not_configured
        GET    /api/v1/description-runs                       |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/description-runs/{id}                  | run_zzzz       |                                                       | 401   404   404   404   404   401   404
        PATCH  /api/v1/description-runs/{id}                  | run_zzzz       | {"priority":1}                                        | 401   403   404   404   403   401   404
        POST   /api/v1/description-runs/{id}/pause            | run_zzzz       |                                                       | 401   403   404   404   403   401   404
        POST   /api/v1/description-runs/{id}/resume           | run_zzzz       |                                                       | 401   403   404   404   403   401   404
        POST   /api/v1/description-runs/{id}/cancel           | run_zzzz       |                                                       | 401   403   404   404   403   401   404
        GET    /api/v1/description-runs/{id}/failures         | run_zzzz       |                                                       | 401   404   404   404   404   401   404
        POST   /api/v1/description-runs/{id}/failures/retry   | run_zzzz       |                                                       | 401   403   404   404   403   401   404

        GET    /api/v1/models                                 |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/models/{id}/download                   | clip-vit-b32   | {"accept_licence":"none"}                             | 401   403   403   403   403   401   422:licence_not_accepted
        POST   /api/v1/models/import                          |                | {"path":"relative"}                                   | 401   403   403   403   403   401   400:validation
        DELETE /api/v1/models/{id}                            | no-such-model  |                                                       | 401   403   403   403   403   401   404:model_not_found

        OPTIONS /api/v1/uploads                               |                |                                                       | 401   403   204   204   403   401   204
        GET    /api/v1/uploads                                |                |                                                       | 401   403   200   200   403   401   200
        POST   /api/v1/uploads                                |                |                                                       | 401   403   412:upload_version 412:upload_version 403 401 412:upload_version
        GET    /api/v1/uploads/{id}                           | upload         |                                                       | 401   403   200   404   403   401   404
        PATCH  /api/v1/uploads/{id}                           | upload         |                                                       | 401   403   412:upload_version 404 403 401 404
        DELETE /api/v1/uploads/{id}                           | upload+        |                                                       | 401   403   204   404   403   401   404
        POST   /api/v1/upload                                 |                |                                                       | 401   403   415:media_type_unsupported 415:media_type_unsupported 403 401 415:media_type_unsupported

        GET    /api/v1/documents                              |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/documents                              |                |                                                       | 401   403   415:media_type_unsupported 415:media_type_unsupported 403 401 415:media_type_unsupported
        GET    /api/v1/documents/{id}                         | document       |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/documents/{id}/export                  | document       |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/documents/{id}/pages/{number}          | document 1     |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/documents/{id}/pages/{number}/picture  | document 1     |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/documents/{id}/pages/{number}/elements/{element}/picture | document 1 e9 |                                      | 401   404   404   404   404   401   404
        GET    /api/v1/documents/{id}/pages/{number}/similar  | document 1     |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/documents/{id}/pages/{number}/read     | document 9     | {}                                                    | 401   403   404   404   403   401   404
        POST   /api/v1/documents/{id}/read                    | document       | {}                                                    | 401   403   202   404   403   401   404
        POST   /api/v1/documents/{id}/cancel                  | document       |                                                       | 401   403   200   404   403   401   404
        DELETE /api/v1/documents/{id}                         | document+      |                                                       | 401   403   204   404   403   401   404
        GET    /api/v1/folders/{id}/documents                 | folder         |                                                       | 401   404   200   404   200   401   404
        PUT    /api/v1/folders/{id}/documents                 | folder         | {"read":false}                                        | 401   403   200   404   403   401   404

        GET    /api/v1/jobs                                   |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/jobs/{id}                              | job            |                                                       | 401   404   200   404   200   401   200
        POST   /api/v1/jobs/{id}/cancel                       | job            |                                                       | 401   403   409:job_not_cancellable 404 403 401 409:job_not_cancellable
        POST   /api/v1/jobs/{id}/retry                        | job            |                                                       | 401   403   409:job_not_retryable   404 403 401 409:job_not_retryable
        GET    /api/v1/queues                                 |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/queues/{kind}/pause                    | no-such-kind   |                                                       | 401   403   403   403   403   401   404
        POST   /api/v1/queues/{kind}/resume                   | no-such-kind   |                                                       | 401   403   403   403   403   401   404

        GET    /api/v1/generate/options                       |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/generate/names                         | ?model=limner-icons |                                                  | 401   200   200   200   200   401   200
        GET    /api/v1/generate/training/{number}             | 0 ?model=limner-icons |                                                 | 401   200   200   200   200   401   200
        POST   /api/v1/generate/tokens                        |                | {"prompt":"a cat"}                                    | 401   403   200   200   403   401   200
        POST   /api/v1/generate                               |                | {"prompt":"a cat","model":"none"}                     | 401   403   404:model_not_found 404:model_not_found 403 401 404:model_not_found
        POST   /api/v1/rag/generate                           |                | {"prompt":"a cat","preview":true}                     | 401   403   200   200   403   401   200
        POST   /api/v1/generate/measure                       |                |                                                       | 401   403   202   202   403   401   202
        GET    /api/v1/generations                            |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/generations/bulk                       |                | {"ids":["gen_zzzz"],"action":"cancel"}                | 401   403   200   200   403   401   200
        GET    /api/v1/generations/{id}                       | generation     |                                                       | 401   404   200   404   200   401   404
        GET    /api/v1/generations/{id}/preview               | generation     |                                                       | 401   404   404   404   404   401   404
        GET    /api/v1/generations/{id}/images/{number}       | generation 0   |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/generations/{id}/images/{number}/keep  | generation 0   |                                                       | 401   403   200   404   403   401   404
        POST   /api/v1/generations/{id}/cancel                | generation     |                                                       | 401   403   409:job_not_cancellable 404 403 401 404
        DELETE /api/v1/generations/{id}                       | generation+    |                                                       | 401   403   204   404   403   401   404

        GET    /api/v1/trash                                  |                |                                                       | 401   200   200   200   200   401   200
        GET    /api/v1/trash/removals                         |                |                                                       | 401   200   200   200   200   401   200
        POST   /api/v1/trash/restore                          |                |                                                       | 401   403   200   200   403   401   200
        DELETE /api/v1/images/{id}                            | image          |                                                       | 401   403   204   404   403   401   404
        GET    /api/v1/trash/{id}/thumbnail                   | trashed        |                                                       | 401   404   200   404   200   401   404
        POST   /api/v1/trash/{id}/restore                     | trashed        |                                                       | 401   403   204   404   403   401   404
        DELETE /api/v1/trash/{id}                             | trashed        |                                                       | 401   403   204   404   403   401   404
        DELETE /api/v1/trash                                  |                |                                                       | 401   403   200   200   403   401   200
        DELETE /api/v1/trash/removals/{id}                    | image          |                                                       | 401   403   204   404   403   401   404

        *POST  /hubs/live/negotiate                           | ?negotiateVersion=1 |                                                  | 401   200   200   200   200   401   200
        *GET   /hubs/live                                     | ?id=none       |                                                       | 401   404:* 404:* 404:* 404:* 401   404:*
        """;

    public static IReadOnlyList<RouteRow> Rows { get; } = [.. Parse(Text)];

    public static IEnumerable<RouteRow> Parse(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            cells.Length.ShouldBe(4, line);
            var route = cells[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var expected = cells[3].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            expected.Length.ShouldBe(Actors.Length, line);
            yield return new RouteRow(route[0], route[1], cells[1], cells[2].Length == 0 ? null : cells[2], expected);
        }
    }
}

/// <param name="Method">Of HTTP; behind a <c>*</c> the route takes any, and this one is tried.</param>
/// <param name="Pattern">As the router and the API document spell it.</param>
/// <param name="Parameters">What stands for the path's parameters in their order, and a query.</param>
/// <param name="Expected">By <see cref="RouteTable.Actors"/>: status, or status and code.</param>
internal sealed record RouteRow(string Method, string Pattern, string Parameters, string? Body, IReadOnlyList<string> Expected)
{
    public string Name => Method.StartsWith('*') ? $"* {Pattern}" : $"{Method} {Pattern}";
}
