//go:build linux && webkit2_41 && (production || dev)

#include <gtk/gtk.h>
#include <webkit2/webkit2.h>

#include "_cgo_export.h"
#include "webview_webkit.h"

static gboolean mayShow(WebKitURIRequest *request)
{
    const gchar *uri = webkit_uri_request_get_uri(request);
    return uri != NULL && parleyMayShow((char *)uri);
}

// decidePolicy refuses what would put anything but Parley's page into the window.
static gboolean decidePolicy(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer data)
{
    if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION)
    {
        WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
        if (mayShow(webkit_navigation_action_get_request(action)))
            return FALSE;
    }
    else if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    {
        WebKitResponsePolicyDecision *response = WEBKIT_RESPONSE_POLICY_DECISION(decision);
        // What WebKit cannot show it would download.
        if (webkit_response_policy_decision_is_mime_type_supported(response) &&
            (!webkit_response_policy_decision_is_main_frame_main_resource(response) || mayShow(webkit_response_policy_decision_get_request(response))))
            return FALSE;
    }
    // And every second window.
    webkit_policy_decision_ignore(decision);
    return TRUE;
}

// stays says whether an entry of WebKit's menu works within the page: with text, with a field, with a player.
static gboolean stays(WebKitContextMenuItem *item)
{
    switch (webkit_context_menu_item_get_stock_action(item))
    {
    case WEBKIT_CONTEXT_MENU_ACTION_COPY:
    case WEBKIT_CONTEXT_MENU_ACTION_CUT:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE:
    case WEBKIT_CONTEXT_MENU_ACTION_PASTE_AS_PLAIN_TEXT:
    case WEBKIT_CONTEXT_MENU_ACTION_DELETE:
    case WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL:
    case WEBKIT_CONTEXT_MENU_ACTION_INPUT_METHODS:
    case WEBKIT_CONTEXT_MENU_ACTION_UNICODE:
    case WEBKIT_CONTEXT_MENU_ACTION_INSERT_EMOJI:
    case WEBKIT_CONTEXT_MENU_ACTION_SPELLING_GUESS:
    case WEBKIT_CONTEXT_MENU_ACTION_NO_GUESSES_FOUND:
    case WEBKIT_CONTEXT_MENU_ACTION_IGNORE_SPELLING:
    case WEBKIT_CONTEXT_MENU_ACTION_LEARN_SPELLING:
    case WEBKIT_CONTEXT_MENU_ACTION_MEDIA_PLAY:
    case WEBKIT_CONTEXT_MENU_ACTION_MEDIA_PAUSE:
    case WEBKIT_CONTEXT_MENU_ACTION_MEDIA_MUTE:
    case WEBKIT_CONTEXT_MENU_ACTION_INSPECT_ELEMENT: // there in development only
        return TRUE;
    default:
        return FALSE;
    }
}

// trimMenu takes out of WebKit's menu what leads out of the page; an empty one is not shown.
static gboolean trimMenu(WebKitWebView *view, WebKitContextMenu *menu, GdkEvent *event, WebKitHitTestResult *hit, gpointer data)
{
    for (guint i = webkit_context_menu_get_n_items(menu); i > 0; i--)
    {
        WebKitContextMenuItem *item = webkit_context_menu_get_item_at_position(menu, i - 1);
        if (!stays(item))
            webkit_context_menu_remove(menu, item);
    }
    return webkit_context_menu_get_n_items(menu) == 0;
}

static void cancelDownload(WebKitWebContext *context, WebKitDownload *download, gpointer data)
{
    webkit_download_cancel(download);
}

static void findWebView(GtkWidget *widget, gpointer into)
{
    GtkWidget **found = into;
    if (*found != NULL)
        return;
    if (WEBKIT_IS_WEB_VIEW(widget))
        *found = widget;
    else if (GTK_IS_CONTAINER(widget))
        gtk_container_forall(GTK_CONTAINER(widget), findWebView, into);
}

static gboolean attach(gpointer data)
{
    GtkWidget *view = NULL;
    GList *windows = gtk_window_list_toplevels();
    for (GList *each = windows; each != NULL; each = each->next)
        findWebView(GTK_WIDGET(each->data), &view);
    g_list_free(windows);
    if (view != NULL)
    {
        g_signal_connect(view, "decide-policy", G_CALLBACK(decidePolicy), NULL);
        g_signal_connect(view, "context-menu", G_CALLBACK(trimMenu), NULL);
        g_signal_connect(webkit_web_view_get_context(WEBKIT_WEB_VIEW(view)), "download-started", G_CALLBACK(cancelDownload), NULL);
        parleyAllowMicrophone(WEBKIT_WEB_VIEW(view));
        parleyCheckSpelling(webkit_web_view_get_context(WEBKIT_WEB_VIEW(view)));
    }
    parleyFound(view != NULL);
    return G_SOURCE_REMOVE;
}

// GTK and WebKit may only be asked from their own thread.
void parleyRefuseNavigation(void)
{
    g_idle_add(attach, NULL);
}
