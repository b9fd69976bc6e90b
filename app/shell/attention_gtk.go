//go:build linux && webkit2_41 && (production || dev)

package shell

/*
#cgo pkg-config: gtk+-3.0
#include <gtk/gtk.h>

// hint marks every window as urgent, or no longer, in GTK's own thread.
static gboolean hint(gpointer wanted)
{
    GList *all = gtk_window_list_toplevels();
    for (GList *each = all; each != NULL; each = each->next)
        gtk_window_set_urgency_hint(GTK_WINDOW(each->data), wanted != NULL);
    g_list_free(all);
    return G_SOURCE_REMOVE;
}

static void parleyAttention(int wanted) { g_idle_add(hint, GINT_TO_POINTER(wanted)); }
*/
import "C"

// attention sets the urgency hint of the window: window managers let its entry in the
// task bar blink or stand out. It stays until it is taken back.
func attention(wanted bool) error {
	C.parleyAttention(C.int(map[bool]int{true: 1}[wanted]))
	return nil
}
