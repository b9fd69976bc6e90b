//go:build linux && webkit2_41 && (production || dev)

#include <gtk/gtk.h>

#include "_cgo_export.h"

// The most pixels of a picture that is turned into a file: encoding holds the window up meanwhile.
#define MOST_PIXELS (40 * 1000 * 1000)

static void taken(GtkClipboard *clipboard, GdkPixbuf *picture, gpointer number)
{
    gchar *bytes = NULL;
    gsize length = 0;
    if (picture != NULL && (gint64)gdk_pixbuf_get_width(picture) * gdk_pixbuf_get_height(picture) <= MOST_PIXELS)
        gdk_pixbuf_save_to_buffer(picture, &bytes, &length, "png", NULL, "compression", "3", NULL);
    parleyClipped((long)number, bytes, length);
    g_free(bytes);
}

// Who copies words wants words: a sheet's cells come with a picture of themselves.
static void offered(GtkClipboard *clipboard, GdkAtom *kinds, gint count, gpointer number)
{
    if (count <= 0 || gtk_targets_include_text(kinds, count) || !gtk_targets_include_image(kinds, count, FALSE)) {
        parleyClipped((long)number, NULL, 0);
        return;
    }
    gtk_clipboard_request_image(clipboard, taken, number);
}

static gboolean ask(gpointer number)
{
    gtk_clipboard_request_targets(gtk_clipboard_get(GDK_SELECTION_CLIPBOARD), offered, number);
    return G_SOURCE_REMOVE;
}

void parleyAskClipboard(long number)
{
    g_idle_add(ask, (gpointer)number);
}
