//go:build linux && webkit2_41 && (production || dev)

#include <webkit2/webkit2.h>

#include "webview_webkit.h"

// mayHear answers a page that asks for a device. WebKit's own answer is no, also to the microphone. A page that could
// be another one is never shown (navigation_webkit.c), so the question comes from ours.
static gboolean mayHear(WebKitWebView *view, WebKitPermissionRequest *request, gpointer data)
{
    if (!WEBKIT_IS_USER_MEDIA_PERMISSION_REQUEST(request))
        return FALSE;
    WebKitUserMediaPermissionRequest *media = WEBKIT_USER_MEDIA_PERMISSION_REQUEST(request);
    if (webkit_user_media_permission_is_for_audio_device(media) && !webkit_user_media_permission_is_for_video_device(media))
        webkit_permission_request_allow(request);
    else
        webkit_permission_request_deny(request);
    return TRUE;
}

void parleyAllowMicrophone(WebKitWebView *view)
{
    WebKitSettings *settings = webkit_web_view_get_settings(view);
    webkit_settings_set_enable_media_stream(settings, TRUE);
    // A machine of tests has no microphone: WebKit then plays one of its own, which only ever gives a tone.
    if (g_strcmp0(g_getenv("PARLEY_PRETEND_MICROPHONE"), "1") == 0)
        webkit_settings_set_enable_mock_capture_devices(settings, TRUE);
    g_signal_connect(view, "permission-request", G_CALLBACK(mayHear), NULL);
}

// The languages are the person's, as the system has them; those without a dictionary mark nothing.
void parleyCheckSpelling(WebKitWebContext *context)
{
    GPtrArray *languages = g_ptr_array_new();
    for (const gchar *const *each = g_get_language_names(); *each != NULL; each++)
        if (strchr(*each, '.') == NULL && strchr(*each, '@') == NULL && strcmp(*each, "C") != 0)
            g_ptr_array_add(languages, (gpointer)*each);
    if (languages->len == 0)
        g_ptr_array_add(languages, "en_US");
    g_ptr_array_add(languages, NULL);
    webkit_web_context_set_spell_checking_languages(context, (const gchar *const *)languages->pdata);
    webkit_web_context_set_spell_checking_enabled(context, TRUE);
    g_ptr_array_free(languages, TRUE);
}
